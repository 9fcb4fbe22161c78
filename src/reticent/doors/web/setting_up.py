"""The set-up at the web: one question a page, the library's own text beside it, and the draft that comes of it.

For the director alone. Every answer is kept when it is sent, in a file of the data folder; nothing of it lies in a
cookie. The draft is taken in like any other: reviewed and adopted by others, never here.
"""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reticent import policy
from reticent.doors.web import cards, forms, guards
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.setting_up import Answerable, AskedPart, OwnSentence, SettingUp, Stop, Wording
from reticent.errors import Malformed, Refused
from reticent.people import adoptions, setting_up
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import drafting, questions, sentences
from reticent.policy.questions import BESIDE, Own, Part, Question, Sheet

_GRAVITY = {"error": "Error", "warning": "Warning", "advice": "Advice"}


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def begin(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """What the set-up is, how far it came, and where to go on."""
    if request.method == "POST" and library.has_policy:
        setting_up.keep(library, setting_up.from_what_is_in_force(library))
        return redirect("setting-up", library.slug)
    sheet = setting_up.so_far(library)
    page = replace(_page(library, sheet), can_begin_from=library.policy.title if library.has_policy else "")
    return render(request, "setting_up.html", {"setting": page})


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def question(request: HttpRequest, library: Library, director: StaffAccount, question: str) -> HttpResponse:
    """One question. What is sent is kept, whichever way it goes on."""
    asked = questions.questions()
    at = next((at for at, each in enumerate(asked) if each.id == question), None)
    if at is None:
        raise Http404
    sheet = setting_up.so_far(library)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        sheet, wrong = _answered(request, sheet, asked[at])
        setting_up.keep(library, sheet)
        if not wrong:
            return redirect(_next(request, library, asked, at))
    page = _page(library, sheet, at=at)
    shown_parts = tuple(_part(request, part, sheet, wrong) for part in asked[at].part)
    page = replace(
        page,
        number=at + 1,
        called=asked[at].called,
        asks=asked[at].asks,
        why=asked[at].why,
        parts=shown_parts,
        own=tuple(_own(sentence) for sentence in sheet.own if _is_here(sentence, question)),
        problems=tuple(Problem(f"{part.asks}: {part.error}.", part.id) for part in shown_parts if part.error),
        back=_address(library, asked[at - 1]) if at else reverse("setting-up", args=[library.slug]),
    )
    return render(request, "setting_up_question.html", {"setting": page}, status=400 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def text(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """The library's own text: pasted, taken apart, and each sentence put where it belongs."""
    sheet = setting_up.so_far(library)
    if request.method == "POST":
        if request.POST.get("do") == "paste":
            pasted = request.POST.get("text", "").replace("\0", "")[: sentences.LONGEST_TEXT]
            sheet = Sheet(sheet.answers, sentences.pasted(pasted, sheet.own))
        else:
            sheet = Sheet(sheet.answers, tuple(_put(request, sentence) for sentence in sheet.own))
        setting_up.keep(library, sheet)
        return redirect("setting-up-text", library.slug)
    places = [("", "not said yet"), *((q.id, q.called) for q in questions.questions()), *BESIDE.items()]
    page = replace(
        _page(library, sheet),
        own=tuple(_own(sentence) for sentence in sheet.own),
        places=tuple(places),
        pasted="\n".join(sentence.text for sentence in sheet.own),
    )
    return render(request, "setting_up_text.html", {"setting": page})


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def summary(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """What was answered and what was not, what the linter says of it, and the step to a draft."""
    today = library.day_of(datetime.now(UTC))
    sheet = setting_up.so_far(library)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            setting_up.make_draft(library, sheet, by="director", today=today)
            return redirect("adopting", library.slug)
        except (Refused, Malformed) as no:
            problems = tuple(Problem(line) for line in str(no).split("\n") if line)
    drafted = setting_up.drafted(library, sheet, today=today)
    there = {row.policy_id for row in adoptions.history(library.slug)}
    page = replace(
        _page(library, sheet),
        problems=problems,
        undecided=tuple(
            Stop(part.asks, _address(library, asked), asked.called, "")
            for asked, part in questions.undecided(sheet.answers)
        ),
        findings=tuple(
            (_GRAVITY[finding.severity], finding.title, finding.wrong)
            for finding in policy.findings_on(drafted, on=today)
        ),
        draft=drafted.id,
        replaces=drafted.id if drafted.id in there else "",
        sha256=drafted.sha256,
    )
    return render(request, "setting_up_summary.html", {"setting": page}, status=400 if problems else 200)


@require_safe
@guards.staff_only("director")
def file(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """The draft as a policy file, to read or to go on with in an editor."""
    today = library.day_of(datetime.now(UTC))
    sheet = setting_up.so_far(library)
    content = setting_up.text_of(library, sheet, today=today)
    answer = HttpResponse(content, content_type="application/toml; charset=utf-8")
    name = setting_up.place_of(library, today=today).source
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# -- what was sent


def _answered(request: HttpRequest, sheet: Sheet, asked: Question) -> tuple[Sheet, dict[str, str]]:
    """The sheet with what was sent of one question; what cannot be used stays as it was, and is said."""
    sent = {
        part.id: request.POST.getlist(part.id) if part.kind == "many" else [_typed(request, part)]
        for part in asked.part
    }
    given, wrong = questions.checked(sent)
    kept = {name: values for name, values in sheet.answers.items() if name not in sent or name in wrong}
    own = tuple(_put_here(request, sentence, asked.id) for sentence in sheet.own)
    return Sheet({**kept, **given}, own), wrong


def _typed(request: HttpRequest, part: Part) -> str:
    return forms.typed(request, part.id, most=4 * questions.LONGEST)


def _put_here(request: HttpRequest, sentence: Own, question: str) -> Own:
    """Whether a sentence that stood beside the question is answered from; others stay as they are."""
    key = _key(sentence)
    if f"shown-{key}" not in request.POST:
        return sentence
    said = questions.plain(forms.typed(request, f"said-{key}", most=600))
    if f"own-{key}" in request.POST:
        return Own(sentence.text, question, said)
    return Own(sentence.text, "" if sentence.to == question else sentence.to, said)


def _put(request: HttpRequest, sentence: Own) -> Own:
    to = request.POST.get(f"to-{_key(sentence)}", sentence.to)
    known = {"", *BESIDE, *(asked.id for asked in questions.questions())}
    return replace(sentence, to=to if to in known else sentence.to)


def _key(sentence: Own) -> str:
    """By what a form names a sentence: its words, so that a text pasted meanwhile moves nothing."""
    return sha256(sentence.text.encode()).hexdigest()[:12]


def _next(request: HttpRequest, library: Library, asked: tuple[Question, ...], at: int) -> str:
    go = request.POST.get("go", "")
    if go == "summary" or (go != "back" and at + 1 == len(asked)):
        return reverse("setting-up-summary", args=[library.slug])
    if go == "text":
        return reverse("setting-up-text", args=[library.slug])
    if go == "back":
        return _address(library, asked[at - 1]) if at else reverse("setting-up", args=[library.slug])
    return _address(library, asked[at + 1])


# -- what is shown


def _page(library: Library, sheet: Sheet, *, at: int = -1) -> SettingUp:
    asked = questions.questions()
    open_parts = [each.id for each, _ in questions.undecided(sheet.answers)]
    stops = tuple(
        Stop(
            each.called,
            _address(library, each),
            drafting.answer_said(each, sheet.answers),
            _still_open(open_parts.count(each.id), begun=each.is_answered(sheet.answers)),
            number == at,
        )
        for number, each in enumerate(asked)
    )
    return SettingUp(
        stops=stops,
        decided=sum(each.is_answered(sheet.answers) for each in asked),
        uncovered=tuple(_own(sentence) for sentence in sentences.uncovered(sheet)),
        sentences=len(sheet.own),
    )


def _still_open(parts: int, *, begun: bool) -> str:
    return "" if not parts else f"{parts} more not decided" if begun else "not decided"


def _part(request: HttpRequest, part: Part, sheet: Sheet, wrong: dict[str, str]) -> AskedPart:
    given = sheet.answers.get(part.id, ())
    silent = drafting.silent(part.id) if part.is_choice and part.kind != "pack" else ()
    every = len(policy.shipped_ids())
    return AskedPart(
        id=part.id,
        asks=part.asks,
        kind=part.kind,
        choices=tuple(
            Answerable(choice.value, choice.says, choice.value in given, _wordings(part, choice.value))
            for choice in part.choices
        ),
        value=_typed(request, part) if part.id in wrong else (given[0] if given else ""),
        error=wrong.get(part.id, ""),
        silent=", ".join(silent) if 0 < len(silent) < every else "",
        only_with=_only_with(part),
    )


def _only_with(part: Part) -> str:
    """When this part counts at all, where it hangs on another answer."""
    known = questions.parts()
    says = [
        choice.says
        for other, wanted in part.with_.items()
        for choice in known[other].choices
        if choice.value in wanted
    ]
    return f"Counts only with “{says[0]}”." if says else ""


def _wordings(part: Part, value: str) -> tuple[Wording, ...]:
    if part.kind == "pack":
        return ()
    return tuple(
        Wording(example.called, cards.cited(example.clauses)) for example in drafting.examples(part.id, value)
    )


def _is_here(sentence: Own, question: str) -> bool:
    return sentence.to == question or (not sentence.to and sentences.seems(sentence.text) == question)


def _own(sentence: Own) -> OwnSentence:
    called = {asked.id: asked.called for asked in questions.questions()}
    guess = sentences.seems(sentence.text)
    return OwnSentence(
        key=_key(sentence),
        text=sentence.text,
        to=sentence.to,
        said=sentence.said,
        guess=guess,
        seems=called.get(guess, ""),
    )


def _address(library: Library, asked: Question) -> str:
    return reverse("setting-up-question", args=[library.slug, asked.id])
