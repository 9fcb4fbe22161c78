"""What is said aloud, which next steps are offered and what is written down: one row for each rule.

`{…}` is filled from the policy. The words address whoever asks; for staff asking for themselves they address
the person at the desk. No row holds a patron's data, and none confirms that a person has a card.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """How one rule speaks."""

    say: str
    steps: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    ends_in: str = ""  # a word of ENDS; left out: where its outcome leads


THE_LOOK = "the look: duty, purpose, outcome"
THE_REFUSAL = "the refused look: duty, purpose, outcome"

ROWS: dict[str, Row] = {
    "not_decided": Row(
        "I can't answer that myself. The {refer_to} will decide and let you know.",
        ("refer_to_custodian", "ask_board"),
        ("what was asked, in the asker's words, and that the policy does not decide it",),
    ),
    # ---- staff
    "staff.for_a_duty": Row("You may open {fields_said}, {why}", (), (THE_LOOK,)),
    "staff.no_duty_in_hand": Row(
        "You have no duty in hand that needs this record, so it stays shut. Knowing someone is not a duty.",
        ("choose_duty", "leave_it"),
        (THE_REFUSAL,),
    ),
    "staff.duty_not_assigned": Row(
        "That duty is not one of yours, so this record stays shut. The {custodian} can assign it to you.",
        ("ask_for_duty", "leave_it"),
        (THE_REFUSAL,),
    ),
    "staff.duty_does_not_need_it": Row(
        "Your duty does not need this record, so it stays shut. Someone with the right duty can help.",
        ("hand_to_duty", "leave_it"),
        (THE_REFUSAL,),
    ),
    "staff.no_duty_for_this": Row(
        "No duty here needs records for that, so they stay shut.",
        ("leave_it",),
        (THE_REFUSAL,),
    ),
    "staff.case_without_paper": Row(
        "A case opens what a paper names. There is no paper yet, so nothing is opened.",
        ("see_the_paper",),
        (THE_REFUSAL,),
        ends_in="case:intake",
    ),
    # ---- the patron
    "own.allowed": Row(
        "This is your record, so I may show it to you.",
        ("show_own_record",),
        (THE_LOOK, "how identity was checked"),
        ends_in="own_record",
    ),
    "own.identity_unchecked": Row(
        "May I see your card, please, or a photo id? Then I can show you your record.",
        ("check_identity",),
        (THE_REFUSAL,),
    ),
    "own.not_this_purpose": Row(
        "That is work for the staff. I can show you your own record instead.",
        ("offer_own_record", "refer_to_custodian"),
        (THE_REFUSAL,),
    ),
    # ---- a parent or guardian
    "guardian.allowed": Row(
        "Thank you. Your child is a minor, so I may show you this record.",
        ("show_guardian_view",),
        (THE_LOOK, "kind of proof", "legal basis"),
    ),
    "guardian.not_allowed": Row(
        "I can't tell you what anyone else has borrowed, your child included. Your child may ask.",
        ("child_may_ask",),
        (THE_REFUSAL,),
    ),
    "guardian.silent": Row(
        "I can't answer that myself. The {refer_to} will decide and let you know. Your child may ask at"
        " any time.",
        ("child_may_ask", "refer_to_custodian", "ask_board"),
        (THE_REFUSAL, "that the policy does not speak of parents"),
    ),
    "guardian.of_an_adult": Row(
        "I can't tell you about an adult's record, even a son's or daughter's. They may ask, or give"
        " you leave in writing.",
        ("patron_may_ask", "permission_form"),
        (THE_REFUSAL,),
    ),
    "guardian.past_the_age": Row(
        "I can answer a parent only until a child is {guardian_until}. They may ask themselves, or give you leave"
        " in writing.",
        ("patron_may_ask", "permission_form"),
        (THE_REFUSAL,),
    ),
    "guardian.by_law": Row(
        "Thank you. The law lets a parent or guardian see this record until the child is {guardian_until}.",
        ("show_guardian_view",),
        (THE_LOOK, "kind of proof", "the section that says so"),
    ),
    "guardian.age_unknown": Row(
        "I don't know yet whether this person is a minor, so I can't say anything. They may ask themselves.",
        ("check_age", "patron_may_ask"),
        (THE_REFUSAL,),
    ),
    "guardian.proof_missing": Row(
        "I can answer once {proof_needed}.",
        ("ask_for_proof", "child_may_ask"),
        (THE_REFUSAL,),
    ),
    "guardian.wrong_channel": Row(
        "I can't answer this from afar. Please come in, and bring what shows that you are the parent or"
        " guardian.",
        ("come_in", "child_may_ask"),
        (THE_REFUSAL,),
    ),
    "guardian.not_this_purpose": Row(
        "I can show you your child's account, and nothing else of it.",
        ("offer_account", "child_may_ask"),
        (THE_REFUSAL,),
    ),
    # A court order may not be read off a screen by whoever it keeps out: the words do not speak of it.
    "guardian.kept_out": Row(
        "I can't answer that myself. The {refer_to} will speak with you.",
        ("refer_to_custodian",),
        (THE_REFUSAL, "that a court order noted here was the reason"),
    ),
    "guardian.not_noted": Row(
        "I can answer only a guardian whom we have noted. May I see a photo id? If you are not noted"
        " yet, the {refer_to} will help you.",
        ("type_the_name", "refer_to_custodian", "child_may_ask"),
        (THE_REFUSAL,),
    ),
    "guardian.no_legal_basis": Row(
        "I can't answer that myself. The {refer_to} will decide and let you know.",
        ("child_may_ask", "refer_to_custodian", "record_legal_basis"),
        (THE_REFUSAL, "that no legal basis is recorded for showing parents a record"),
    ),
    # ---- what is noted beside a registration: guardians, people sent, wishes
    "note.guardian": Row(
        "I note you as guardian, until your child comes of age. That day it ends by itself.",
        (),
        ("kind of proof", "the day on which it ends"),
    ),
    "note.guardian_of_an_adult": Row(
        "Nobody is noted as guardian of an adult. They may give you leave in writing.",
        ("patron_may_ask", "permission_form"),
    ),
    "note.no_guardians": Row(
        "Our policy shows a parent nothing, so there is no need to note one. Your child may ask.",
        ("child_may_ask",),
    ),
    "note.guardians_silent": Row(
        "I can't note that myself: our policy does not speak of parents. The {refer_to} will decide.",
        ("refer_to_custodian", "ask_board", "child_may_ask"),
    ),
    "note.court_order_stays": Row(
        "I can't take a court order off a record. The {custodian} can, once shown that it has ended.",
        ("refer_to_custodian",),
        (THE_REFUSAL,),
    ),
    "note.designation": Row(
        "I note whom you send. They learn which item to carry, and nothing of your record.",
        (),
        ("how the patron gave it: at the desk, or by letter",),
    ),
    "note.permission_unclear": Row(
        "I can't note that myself. The {refer_to} will look at what our policy allows.",
        ("refer_to_custodian", "ask_counsel"),
    ),
    "note.permission": Row(
        "I note what you allow: whom, which of your records, and until when. You may take it back at any time.",
        (),
        ("kind and date of the paper, and what showed who you are", "the day on which it ends"),
    ),
    "note.permission_stands": Row(
        "Our policy lets a permission stand until its last day. The {custodian} can tell you what it opens.",
        ("refer_to_custodian",),
        (THE_REFUSAL,),
    ),
    "note.no_permission": Row(
        "Our policy lets nobody else act for you, even with your permission.", ("refer_to_custodian",)
    ),
    "note.wish": Row("I note that. Whoever writes or calls sees your wish instead.", ()),
    "note.no_such_wish": Row(
        "Our policy does not know that wish. The {refer_to} will see how to reach you safely.",
        ("refer_to_custodian", "ask_board"),
    ),
    "note.staff": Row("I note that from our list. It stands on your own page, with its last day.", ()),
    "note.staff_in_words": Row(
        "I note that in a few words. It stands on your own page as I write it, with its last day.", ()
    ),
    "note.only_from_the_list": Row(
        "I write nothing in my own words beside a card. There is a list.", ("note_from_the_list", "ask_board")
    ),
    "note.not_kept": Row(
        "Our policy does not say how long we would keep that, so I can't note it. The {refer_to} will decide.",
        ("refer_to_custodian", "ask_board"),
    ),
    "note.minor_at_the_desk": Row(
        "You are not of age yet: the desk changes this for you, and tells you who may ask for it.",
        ("come_to_desk",),
        (THE_REFUSAL,),
    ),
    # ---- volunteers, agents, vendors
    "volunteer.recorded": Row(
        "You may open {fields_said}, {why}", (), (THE_LOOK, "that a volunteer acted as agent")
    ),
    "volunteer.not_recorded": Row(
        "You may not open records unless the {custodian} has recorded you as agent for this duty.",
        ("record_agent", "hand_to_duty"),
        (THE_REFUSAL,),
    ),
    "volunteer.refused": Row(
        "This policy lets no volunteer pass on anything about a patron. Please hand it to the staff.",
        ("hand_to_duty",),
        (THE_REFUSAL,),
    ),
    "volunteer.not_this_purpose": Row(
        "This policy lets no volunteer open records for that. Please hand it to the staff.",
        ("hand_to_duty",),
        (THE_REFUSAL,),
    ),
    "vendor.attributes": Row(
        "Under its contract this service may have {fields_said}, in confidence. Nothing of loans is ever among it.",
        ("give_minimum",),
        (THE_LOOK, "the contract relied on"),
    ),
    "agent.under_contract": Row(
        "Under your contract you may have {fields_said}, in confidence. Titles are never among it.",
        ("give_minimum",),
        (THE_LOOK, "the contract relied on"),
    ),
    "agent.no_contract": Row(
        "There is no contract on file that allows this, so I can give you nothing.",
        ("check_contract", "refer_to_custodian"),
        (THE_REFUSAL,),
    ),
    "agent.policy_silent": Row(
        "I can give you nothing yet. The {refer_to} must settle with counsel whether our policy allows it.",
        ("refer_to_custodian", "ask_counsel", "ask_board"),
        (THE_REFUSAL,),
    ),
    "agent.refused": Row(
        "Our policy lets us give you nothing about any patron.", ("refer_to_custodian",), (THE_REFUSAL,)
    ),
    "agent.not_this_purpose": Row(
        "Your contract does not cover that, so I can give you nothing.", ("check_contract",), (THE_REFUSAL,)
    ),
    "vendor.entitled": Row(
        "You learn one thing only, yes or no: is this person {entitled_as}?",
        ("answer_yes_or_no",),
        ("that an entitlement was asked for; no name, no title",),
        ends_in="vendor_answer",
    ),
    "vendor.more_than_entitled": Row(
        "You learn whether someone is entitled, and nothing else.",
        ("offer_entitlement",),
        (THE_REFUSAL,),
        ends_in="vendor_answer",
    ),
    "vendor.refused": Row(
        "Our policy lets us tell you nothing about any patron.",
        ("refer_to_custodian",),
        (THE_REFUSAL,),
        ends_in="vendor_answer",
    ),
    # ---- the patron's written permission
    "permission.allowed": Row(
        "Thank you. This permission lets me give you what it names, and nothing else.",
        ("give_what_it_names",),
        ("the permission relied on", "to whom", "kinds, never titles"),
    ),
    "permission.policy_unclear": Row(
        "I can't answer that myself. The {refer_to} will look at this permission and let you know.",
        ("refer_to_custodian", "ask_counsel"),
        (THE_REFUSAL,),
    ),
    "permission.refused": Row(
        "I can't act on this permission here.", ("refer_to_custodian",), (THE_REFUSAL,)
    ),
    "permission.not_signed": Row(
        "I can act only on a permission in writing, with the patron's own signature. Here is the form.",
        ("permission_form",),
        (THE_REFUSAL,),
    ),
    "permission.not_signed_by_payer": Row(
        "I need the signature of whoever is liable for the items before I can act on this.",
        ("permission_form",),
        (THE_REFUSAL,),
    ),
    "permission.names_someone_else": Row(
        "This permission does not name you, so I can't act on it. Here is the form.",
        ("permission_form",),
        (THE_REFUSAL,),
    ),
    "permission.identity_unchecked": Row(
        "May I see a photo id, please? The permission names one person, and I must know that it is you.",
        ("check_identity",),
        (THE_REFUSAL,),
    ),
    "permission.names_nothing": Row(
        "This permission doesn't say what I may give you, so I can't act on it. Here is the form.",
        ("permission_form",),
        (THE_REFUSAL,),
    ),
    # ---- someone outside
    "outside.nothing_in_hand": Row(
        "I can't tell you whether anyone has a card here, or anything about one. That needs the"
        " person's written"
        " permission or a court order.",
        ("permission_form",),
        ("that someone asked; never the answer",),
    ),
    "outside.insider": Row(
        "I can't tell you who borrowed anything, or pass on anyone's address. That needs the person's own"
        " written permission.",
        ("permission_form",),
        ("that someone asked; never the answer",),
    ),
    "outside.card_is_no_permission": Row(
        "I can't go by a card alone: it doesn't tell me that its owner sent you. They can sign this form, and"
        " then I can help you.",
        ("permission_form",),
        ("that someone asked; never the answer",),
    ),
    # Where the statute opens to something else than a court order or the person's written permission.
    "outside.needs_what_opens": Row(
        "I can't tell you whether anyone has a card here, or anything about one. That needs {opened_by}.",
        ("permission_form",),
        ("that someone asked; never the answer",),
    ),
    "outside.family": Row(
        "I can't tell you what someone else has borrowed or has on hold. They can fill in this form,"
        " and then I can"
        " help you.",
        ("permission_form",),
        ("that someone asked; never the answer",),
    ),
    "outside.law_enforcement": Row(
        "I can't answer that. I'll call the {refer_to} now, who answers every such request.",
        ("refer_to_custodian",),
        ("time, place, name, agency and badge as given, and the exact words; never the answer",),
    ),
    "outside.foi": Row(
        "Records that name our patrons are confidential by law. You will have that in writing within"
        " {foi_days} business days; our published counts are yours to read.",
        ("refer_to_custodian",),
        ("day received", "day the answer is due"),
        ends_in="foi_denial",
    ),
    "outside.foi_no_clock": Row(
        "Records that name our patrons are confidential by law. You will have that in writing; our published"
        " counts are yours to read.",
        ("refer_to_custodian",),
        ("day received", "day the answer is due, as counsel finds it"),
    ),
    "outside.keep_letter": Row(
        "I'll hand this to the {refer_to} now. I can't tell you anything about anyone's records.",
        ("refer_to_custodian", "consider_hold"),
        ("day and time received", "who wrote it"),
        ends_in="case:preserve",
    ),
    "outside.blocked_by_statute": Row(
        "I'll hand this to the {refer_to} now. I can't give you anything; the {decider} will answer it.",
        ("refer_to_custodian",),
        ("the paper, when and how it was served", "the day it must be answered"),
    ),
    "outside.law_asks_more": Row(
        "I'll hand this to the {refer_to} now. The law asks for more before anything is given; the {decider} will"
        " answer it.",
        ("refer_to_custodian",),
        ("the paper, when and how it was served", "the day it must be answered", "what is not shown yet"),
    ),
    "outside.not_protected": Row(
        "I can't answer that myself. The {refer_to} will see whether those records are public, and let you know.",
        ("refer_to_custodian", "ask_counsel"),
        ("what was asked, in the asker's words", "that the library's own statute leaves those records out"),
    ),
    "outside.statute_may": Row(
        "I can't give you anything yet. The law would allow something; our policy does not say whether we do. The"
        " {refer_to} will decide.",
        ("refer_to_custodian", "ask_board"),
        ("what was asked, and that the policy does not decide it",),
    ),
    "outside.opening_needs": Row(
        "I can't give you anything yet: the law asks for something first.",
        ("refer_to_custodian",),
        (THE_REFUSAL,),
    ),
    "outside.opened": Row(
        "You may have {fields_said}, and nothing else.",
        ("give_what_the_law_lets", "record_disclosure"),
        ("to whom, why, and the section that allows it; kinds, never titles",),
    ),
    "outside.not_accepted": Row(
        "I can't act on this paper. I'll hand it to the {refer_to} now.",
        ("refer_to_custodian",),
        ("the paper, when and how it was served",),
    ),
    "outside.counsel_only": Row(
        "I'll hand this to the {refer_to} now. I can't say anything about it.",
        ("keep_on_paper", "ask_counsel"),
        (),
        ends_in="case:sealed",
    ),
    "outside.who_signed": Row(
        "I'll hand this to the {refer_to} now, who will see who signed it.",
        ("see_who_signed", "refer_to_custodian"),
        ("the paper, when and how it was served",),
        ends_in="case:classified",
    ),
    "outside.not_signed_by_a_judge": Row(
        "I'll hand this to the {refer_to} now. No judge signed it, so I can't give you anything.",
        ("refer_to_custodian",),
        ("the paper, when and how it was served", "who signed it"),
        ends_in="case:classified",
    ),
    "outside.case_only": Row(
        "I'll hand this to the {refer_to} now. Nothing is released at the desk.",
        ("refer_to_custodian", "open_case"),
        ("the paper, when and how it was served",),
        ends_in="case:intake",
    ),
    "outside.warrant": Row(
        "I don't consent and I don't obstruct. I'm calling the {refer_to} and counsel now, and I'll"
        " stay with you.",
        ("call_counsel", "supervise", "inventory"),
        (
            "a copy of the warrant",
            "names and badges",
            "everything taken",
            "defects seen, written down afterwards",
        ),
        ends_in="case:supervise_execution",
    ),
    "outside.form_open": Row(
        "Thank you. The {decider} will first see whether this is in proper form.",
        (
            "refer_to_custodian",
            "check_form",
        ),
        ("the paper, when and how it was served", "the day it must be answered"),
        ends_in="case:form_review",
    ),
    "outside.returned_for_cure": Row(
        "This paper is not in proper form. You will hear from the {decider} what must be mended before we can"
        " comply.",
        ("return_for_cure",),
        ("each defect found",),
        ends_in="case:decide",
    ),
    "outside.form_defective": Row(
        "This paper is not in proper form, so nothing is given on it. The {decider} will answer it.",
        ("answer_in_time",),
        ("each defect found",),
        ends_in="case:decide",
    ),
    "outside.steps_missing": Row(
        "Thank you. The {decider} must take some steps first, and will answer before this is due.",
        ("refer_to_custodian",),
        ("each step, with its day and outcome",),
        ends_in="case:consult",
    ),
    "outside.showing_missing": Row(
        "We can't comply until there is {showing}. The {decider} will answer this before it is due.",
        (),
        ("the paper, when and how it was served", "what showing is missing"),
        ends_in="case:decide",
    ),
    "outside.names_nothing": Row(
        "This doesn't say which records are meant, or names none we may open. The {decider} will ask.",
        ("ask_scope",),
        ("the paper, when and how it was served",),
        ends_in="case:decide",
    ),
    "outside.comply": Row(
        "You will be given exactly what the order names, and nothing else.",
        ("produce_minimum", "record_disclosure"),
        ("the order", "who decided", "kinds and counts given, never titles"),
        ends_in="case:search",
    ),
    # ---- in a system that several libraries share
    "shared.another_librarys": Row(
        "Those are another library's patrons, and no duty here covers their records. The {refer_to} will"
        " speak with you.",
        ("refer_to_custodian", "tell_consortium"),
        (THE_REFUSAL, "the paper, when and how it was served"),
    ),
    "shared.not_held_here": Row(
        "Such records are not kept here, so I can't help you with them. The {refer_to} will confirm that"
        " to you.",
        ("refer_to_custodian",),
        ("what was asked, and that it is not held here",),
    ),
    # ---- about no patron's record
    "friends.chosen": Row(
        "You may have the addresses of those who chose your list when they registered, and of nobody else.",
        ("pass_on_chosen", "pass_on_leaving"),
        ("how many addresses went out, and when",),
        "friends_list",
    ),
    "friends.no_list": Row(
        "We pass on nobody's address. Please leave us your leaflets, and whoever wishes can write to you.",
        ("offer_leaflets",),
        ("that someone asked; never the answer",),
    ),
    "friends.more_than_chosen": Row(
        "The list holds the addresses of those who chose it themselves, for the Friends alone. I can't give"
        " you more.",
        ("refer_to_custodian",),
        ("that someone asked; never the answer",),
    ),
    "donors.alone": Row(
        "You may use what donors gave us, to raise funds. It is kept apart from what anybody borrows.",
        ("keep_donors_apart",),
        ("who used the donors' records, and what for",),
        "donor_records",
    ),
    "donors.kept_apart": Row(
        "What donors gave is never put beside what anybody borrows, so I can't show you the two together.",
        ("offer_donors_alone",),
        (THE_REFUSAL,),
    ),
    "donors.not_named": Row(
        "Our policy names no records of donors, so there are none to use. The {custodian} can ask for the"
        " policy to be changed.",
        ("refer_to_custodian", "ask_board"),
        (THE_REFUSAL,),
    ),
    "donors.not_for_this_asker": Row(
        "What donors gave us is there for raising funds only. The {custodian} can tell you more.",
        ("refer_to_custodian",),
        (THE_REFUSAL,),
    ),
    "totals.name_nobody": Row(
        "You may have figures in which nobody can be found, such as those that we publish. I can't give you a"
        " list of anybody, with names or without.",
        ("give_totals", "refer_to_custodian"),
        ("which figures were asked for, and which were given",),
    ),
    "totals.name_somebody": Row(
        "Records of single people stay shut, also without their names. You may have the figures that we publish.",
        ("refer_to_custodian",),
        ("that someone asked; never the answer",),
    ),
    "mail.stopped": Row(
        "Done: you get no more newsletters from us, from this moment.",
        ("stop_newsletter",),
        ("that the mail stopped, and when; the address only as a mark that nobody can read",),
        "unsubscribe",
    ),
    "complaint.taken": Row(
        "Thank you for telling us. Your complaint goes to the {complaint_to}, who answers you"
        " within {complaint_days} days.",
        ("take_complaint", "refer_to_custodian"),
        ("the day received", "the day an answer is due", "what happened, without any title"),
        "complaint_record",
    ),
    "complaint.in_writing": Row(
        "Thank you for telling us. Please write it down for the {complaint_to}, here or at"
        " home; you have an answer within {complaint_days} days.",
        ("take_complaint", "refer_to_custodian"),
        ("the day received", "the day an answer is due", "what happened, without any title"),
        "complaint_record",
    ),
    "costs.billed": Row(
        "You may send the agency a bill for the hours and the copies. What was ordered is given whether or"
        " not it is paid.",
        ("invoice",),
        ("hours and copies", "to which agency, and when"),
        "costs_invoice",
    ),
    "costs.no_clause": Row(
        "Our policy speaks of no bill, so none is sent. The {custodian} may write down the hours for the board.",
        ("note_hours", "ask_board"),
        ("hours spent",),
        "case:costs",
    ),
    "costs.if_bound": Row(
        "Nobody is billed for this search. Counsel looks at whether the law on public records binds us, and what copies"
        " may cost.",
        ("note_hours", "ask_counsel"),
        ("hours spent",),
        "case:costs",
    ),
    "costs.set_by_law": Row(
        "Nobody is billed for our search of public records: the law alone says what copies cost.",
        ("fees_by_law",),
        ("hours spent",),
        "case:costs",
    ),
    # ---- anyone
    "fields.outside_purpose": Row(
        "What you ask for is not needed for this purpose, so it stays shut.",
        ("choose_purpose",),
        (THE_REFUSAL,),
    ),
}

STEPS: dict[str, str] = {
    "refer_to_custodian": "Hand this to the {refer_to} now",
    "ask_board": "Ask for the policy to be made clear",
    "ask_counsel": "Ask counsel",
    "confer_with_counsel": "Confer with the Town Attorney, if wished",
    "choose_duty": "Choose the duty you have in hand",
    "choose_purpose": "Choose another purpose",
    "ask_for_duty": "Ask the {custodian} to assign the duty",
    "hand_to_duty": "Hand it to someone with the duty: {duties_said}",
    "leave_it": "Leave the record shut",
    "see_the_paper": "Write down which paper is relied on",
    "check_identity": "Check the card or a photo id",
    "show_own_record": "Show the record",
    "offer_own_record": "Offer “my record”",
    "show_guardian_view": "Show what is out and due",
    "child_may_ask": "Say that the child may ask",
    "type_the_name": "See a photo id, and type the name on it",
    "come_to_desk": "Ask at the desk with your card",
    "patron_may_ask": "Say that the person may ask",
    "permission_form": "Print the permission form",
    "check_age": "See whether the record says a minor",
    "ask_for_proof": "{proof_step}",
    "come_in": "Ask them to come in",
    "offer_account": "Offer the account",
    "record_legal_basis": "Have counsel name the legal basis",
    "record_agent": "Ask the {custodian} to record the volunteer as agent for this duty",
    "check_contract": "See what the contract says",
    "give_minimum": "Give what the contract needs",
    "answer_yes_or_no": "Answer yes or no",
    "offer_entitlement": "Answer yes or no to “is this person entitled?”",
    "give_what_the_law_lets": "Give exactly that, and nothing more",
    "give_what_it_names": "Give what the permission names",
    "consider_hold": "Keep exactly what is named until counsel decides; write down the ground and the last day",
    "keep_on_paper": "Keep it on paper with counsel; write nothing here",
    "sealed_review": "Let counsel review it; what counsel says stays on paper with counsel",
    "sealed_advice": "Act on what counsel advises; the advice stays on paper with counsel",
    "sealed_finding": "Let counsel find whether the law requires compliance; the finding stays on paper with counsel",
    "sealed_authorisation": "Release nothing before the {custodian}, or whoever is appointed in writing, authorises it on"
    " paper",
    "see_who_signed": "See who signed: a judge, a clerk, an attorney or an officer",
    "open_case": "Open a case",
    "call_counsel": "Call the {refer_to} and counsel; the search does not wait",
    "supervise": "Go with the officers; hand over nothing yourself",
    "inventory": "List what is taken; keep a copy of the warrant",
    "check_form": "Check the form: court, signature, docket, date, scope, service",
    "return_for_cure": "Return it for cure, naming each defect",
    "object": "Object in writing",
    "resist": "Resist until good cause is shown",
    "move_to_quash": "Have counsel move to quash",
    "explain": "Explain the policy: nothing is available without papers",
    "answer_in_time": "Answer before the return date; never ignore it",
    "deny_in_writing": "{foi_denial}",
    "ask_scope": "Ask which records are meant",
    "produce_minimum": "Search for exactly what is named, and nothing more",
    "record_disclosure": "Write the disclosure into the ledger",
    "seek_stay": "Counsel may seek a stay",
    "tell_patron": "Tell the patron {patron_told}, once counsel says so",
    "invoice": "Draft the invoice to the agency; never a condition of complying",
    "note_hours": "Write down the hours, without a bill",
    "fees_by_law": "Charge for copies what the law sets, and nothing else",
    "search_what_is_left": "Search what is still remembered: what was forgotten leads to nobody",
    "say_what_is_forgotten": "Say what was forgotten, and give the certificate of it",
    "tell_consortium": "Tell {consortium}, whose system it is; the case stays open here",
    "ask_who_answers": "Ask counsel who must answer: the library, {consortium}, or both",
    "pass_on_chosen": "Pass on only addresses whose owner chose the list, in writing, when registering",
    "pass_on_leaving": "Pass on whoever leaves the list, the same day",
    "offer_leaflets": "Offer to lay out the Friends' own leaflets",
    "give_totals": "Give figures that are published, or in which nobody can be found",
    "keep_donors_apart": "Keep it apart from loans, holds and charges",
    "note_from_the_list": "Choose a note from the list, or tell it by word of mouth",
    "offer_donors_alone": "Show the donors' records alone",
    "stop_newsletter": "Stop the newsletter at once",
    "ask_about_account_mail": "Ask whether mail about loans and holds stops too",
    "take_complaint": "Take the complaint down in the complainer's words, without a title",
    "put_in_writing": "Offer paper and a desk to write at, or write it down together",
    "answer_complaint": "Answer in writing within {complaint_days} days",
    "investigate": "Look into it: who opened the record, what was said, what changes",
}

BESIDE_SAID: dict[str, str] = {
    "guardian_link": "guardians",
    "designation": "people sent",
    "contact_wish": "wishes about contact",
    "friends_choice": "whether you chose the Friends' list",
    "staff_note": "what the desk noted",
}
PROOFS_SAID: dict[str, str] = {
    "satisfied_parent": "what satisfies the staff",
    "guardian_link": "a photo id, where you are noted as guardian",
    "card": "the child's card",
    "card_number": "the child's card number",
    "photo_id": "proof of identity",
}

# What stands above an answer, at the desk and on the desk card: it is read before anything else is.
HEADS: dict[str, str] = {
    "own.allowed": "Yes. It is their own record.",
    "own.identity_unchecked": "Not yet. Ask who they are.",
    "guardian.allowed": "Yes, to the parent.",
    "guardian.of_an_adult": "No. The child is grown.",
    "guardian.proof_missing": "Not yet. Ask for proof.",
    "guardian.kept_out": "No. Call the {refer_to}.",
    "guardian.not_noted": "Not yet. Who is it?",
    "guardian.age_unknown": "Not yet. Is this a minor?",
    "guardian.wrong_channel": "Not from afar.",
    "note.no_guardians": "No. This policy answers no guardian.",
    "note.guardian_of_an_adult": "No. The child is grown.",
    "note.guardians_silent": "Not yours to note. Hand it on.",
    "note.permission_unclear": "Not yours to note. Hand it on.",
    "note.permission_stands": "No. It stands until its last day.",
    "note.not_kept": "Not yours to note. Hand it on.",
    "note.no_such_wish": "Not yours to note. Hand it on.",
    "note.only_from_the_list": "No. Only from the list.",
    "note.court_order_stays": "Not yours to change. Hand it on.",
    "permission.allowed": "Yes. What they were sent for.",
    "staff.no_duty_in_hand": "No. There is no duty for this.",
    "staff.duty_not_assigned": "No. That duty is not yours.",
    "volunteer.not_recorded": "No. That duty is not yours.",
    "volunteer.refused": "Not yours to answer. Hand it on.",
    "volunteer.not_this_purpose": "Not yours to answer. Hand it on.",
    "outside.law_enforcement": "Say nothing of any record. Call the {refer_to}.",
    "outside.who_signed": "Take the paper. Release nothing.",
    "outside.form_open": "Take the paper. Release nothing yet.",
    "outside.blocked_by_statute": "Take the paper. Release nothing.",
    "outside.not_accepted": "Take the paper. Release nothing.",
    "outside.counsel_only": "Tell the {refer_to}, and nobody else.",
    "outside.warrant": "Stand aside. Hand over nothing yourself.",
    "outside.comply": "Not at the desk. The case hands over what the order names.",
}
# What is referred is referred to whoever answers: above it, on the custodian's own page.
REFERRED_TO_YOU = "Yours to answer. First comes what is asked for below."
# Above every other answer.
HEADS_BY_OUTCOME: dict[str, str] = {
    "allowed": "Yes. You may.",
    "refused": "No. You may not say.",
    "referred": "Not yours to answer. Hand it on.",
}
