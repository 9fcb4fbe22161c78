"""The addresses. None names a person: what a page is about travels in sealed form fields."""

from django.urls import path

from reticent.doors.web import (
    adopting,
    casework,
    contacts,
    desk,
    desk_card,
    family,
    friends,
    joining,
    mending,
    my_record,
    producing,
    promising,
    rehearsal,
    sealed,
    setting_up,
    stopping,
    today,
    views,
    visit,
)

urlpatterns = [
    path("", views.front, name="front"),
    path("<slug:library>/", promising.promise, name="promise"),
    path("<slug:library>/policy/<slug:policy_id>", promising.text, name="policy-text"),
    path("<slug:library>/policy/<slug:policy_id>.pdf", promising.pdf, name="policy-pdf"),
    path("<slug:library>/stop-mail", stopping.stop_mail, name="stop-mail"),
    path("<slug:library>/permission", views.permission, name="permission"),
    path("<slug:library>/desk", desk.desk, name="desk"),
    path("<slug:library>/desk/register", joining.join, name="join"),
    path("<slug:library>/welcome", joining.welcome, name="welcome"),
    path("<slug:library>/desk-card", desk_card.desk_card, name="desk-card"),
    path("<slug:library>/desk-card.pdf", desk_card.desk_card_pdf, name="desk-card-pdf"),
    path("<slug:library>/visit", visit.visit, name="visit"),
    path("<slug:library>/visit/asking", visit.asking, name="asking"),
    path("<slug:library>/visit/taking", visit.taking, name="taking"),
    path("<slug:library>/cases", casework.listed, name="cases"),
    path("<slug:library>/case", casework.case, name="case"),
    path("<slug:library>/case/letter.pdf", casework.letter, {"form": "pdf"}, name="letter-pdf"),
    path("<slug:library>/case/letter.txt", casework.letter, {"form": "txt"}, name="letter-txt"),
    path("<slug:library>/case/search", producing.search, name="case-search"),
    path("<slug:library>/sealed", sealed.sealed, name="sealed"),
    path("<slug:library>/rehearsal", rehearsal.rehearsal, name="rehearsal"),
    path("<slug:library>/rehearsal/officer", rehearsal.officer, name="officer"),
    path("<slug:library>/rehearsal/officer.pdf", rehearsal.officer_pdf, name="officer-pdf"),
    path("<slug:library>/today", today.today, name="today"),
    path("<slug:library>/today/policy", adopting.policy, name="adopting"),
    path("<slug:library>/today/policy/<slug:policy_id>.toml", adopting.file, name="adopted-file"),
    path("<slug:library>/today/policy/<slug:policy_id>/packet.pdf", mending.packet, name="packet"),
    path("<slug:library>/today/contacts", contacts.contacts, name="contacts"),
    path("<slug:library>/today/friends", friends.friends, name="friends"),
    path("<slug:library>/today/set-up", setting_up.begin, name="setting-up"),
    path("<slug:library>/today/set-up/your-text", setting_up.text, name="setting-up-text"),
    path("<slug:library>/today/set-up/summary", setting_up.summary, name="setting-up-summary"),
    path("<slug:library>/today/set-up/draft.toml", setting_up.file, name="setting-up-file"),
    path("<slug:library>/today/set-up/<slug:question>", setting_up.question, name="setting-up-question"),
    path("<slug:library>/my-record", my_record.my_record, name="my-record"),
    path("<slug:library>/my-record/my-record.pdf", my_record.pdf, name="my-record-pdf"),
    path("<slug:library>/my-record/download", my_record.download, name="my-record-download"),
    path("<slug:library>/my-record/take-back", family.take_back, name="take-back"),
    path("<slug:library>/sign-in", my_record.sign_in, name="sign-in"),
    path("<slug:library>/staff", views.staff_sign_in, name="staff-sign-in"),
    path("<slug:library>/sign-out", views.sign_out, name="sign-out"),
]

handler400 = "reticent.doors.web.troubles.bad_request"
handler403 = "reticent.doors.web.troubles.forbidden"
handler404 = "reticent.doors.web.troubles.not_found"
handler500 = "reticent.doors.web.troubles.fault"
