"""A text becomes drafts: what it says of whom, where and when, in four languages, and nothing of what says nothing."""

import datetime as dt
import re
import sys
from pathlib import Path

import pytest

from articles import ARTICLES, COMMENTARY, write_river
from breakranks.assumptions.phrases import read_phrases
from breakranks.case import check, load_case
from breakranks.cli import app
from breakranks.drafts import accept, read_drafts
from breakranks.extraction import read_into, words
from breakranks.extraction.days import day_in, horizon_in
from breakranks.extraction.judgements import judged
from breakranks.extraction.lexicon import _rows, concepts, examples
from breakranks.extraction.names import CaseNames
from breakranks.extraction.people import people_in
from breakranks.extraction.sentences import sentences_of
from breakranks.extraction.sides import sides_of
from breakranks.extraction.words import LANGUAGES, Phrases, language_of, words_of
from breakranks.tables import InputError
from breakranks.vocabulary import KINDS, QUESTIONS

TUESDAY = dt.date(2022, 11, 8)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    return write_river(tmp_path / "river")


def drafted(text: str, folder: Path, name: str = "article.txt") -> list:
    file = folder.parent / name
    file.write_text(text, encoding="utf-8")
    read_into(str(file), folder)
    return list(read_drafts(folder))


@pytest.mark.parametrize("language", LANGUAGES)
def test_article_becomes_its_reports_and_judgements_and_nothing_else(language: str, river: Path) -> None:
    drafts = drafted(ARTICLES[language], river)
    events = [(d.kind, d.formation, d.area, d.date, d.people) for d in drafts if d.table == "events"]
    assert events == [
        ("opponent.attack", "syva-group", "polivka", "2030-11-07", ""),
        ("conduct.refuse", "reg-12", "", "2030-11-08", ""),
        ("conduct.desert", "reg-45", "", "2030-10-28/2030-11-03", "60"),
        ("grip.coerce", "ministry", "", "2030-11-08", ""),
        ("claim.hold", "ministry", "", "2030-11-08", ""),
        ("prepare.withdrawal", "ministry", "", "2030-11-08", ""),
        ("conduct.defend", "div-8", "zarichne", "2030-11-08", ""),
    ]
    judgements = [(d.question, d.area, d.horizon_days) for d in drafts if d.table == "judgements"]
    assert judgements == [("area-given-up", "polivka", "28"), ("general-collapse", "", "28")]
    assert {d.phrase for d in drafts if d.table == "judgements"} <= set(read_phrases())


def test_every_draft_can_be_accepted_as_it_is(river: Path) -> None:
    for draft in drafted(ARTICLES["en"], river):
        accept(river, draft.id, by="the test")
    assert check(river) == ()
    case = load_case(river)
    assert len(case.events) == 1 + 7
    # The words of others stay in the drafts.
    assert not any(event.note in ARTICLES["en"] for event in case.events[1:])


def test_draft_holds_no_words_of_the_text_but_the_ones_it_rests_on(river: Path) -> None:
    for draft in drafted(ARTICLES["en"], river):
        assert len(draft.alternatives.split()) == (2 if draft.table == "events" else 0)
        assert draft.words in " ".join(ARTICLES["en"].split())
        assert draft.note
        assert draft.note not in ARTICLES["en"]


@pytest.mark.parametrize(
    "text",
    [
        "The 12th Rifle Regiment withdrew from Polivka on Monday, two residents of the village said.",
        "The 12th Rifle Regiment withdrew from Polivka on Monday, an officer said.",
        "Residents said that the 12th Rifle Regiment withdrew from Polivka.",
    ],
)
def test_who_said_so_hides_nothing_that_is_told(text: str, river: Path) -> None:
    (draft,) = drafted(text, river)
    assert (draft.kind, draft.formation, draft.area) == ("conduct.withdraw", "reg-12", "polivka")
    assert draft.words == text


def test_reading_again_adds_nothing(river: Path) -> None:
    first = drafted(ARTICLES["de"], river)
    assert drafted(ARTICLES["de"], river) == first


def test_commentary_of_nobody_known_is_an_unreliable_source(river: Path) -> None:
    drafts = drafted(COMMENTARY, river, "commentary.txt")
    events = {d.kind: d for d in drafts if d.table == "events"}
    assert set(events) == {"conduct.withdraw", "conduct.refuse"}
    assert {d.reliability for d in events.values()} == {"F"}
    # "sieht eher danach aus" is a guess.
    assert events["conduct.refuse"].credibility == "4"
    judgements = {d.question: d for d in drafts if d.table == "judgements"}
    assert {q: (d.phrase, d.horizon_days, d.name) for q, d in judgements.items()} == {
        "general-collapse": ("could", "28", "commentary"),
        "mass-surrender": ("could", "28", "commentary"),
    }


def test_text_without_a_day_leaves_the_days_to_the_person(river: Path) -> None:
    file = river.parent / "note.txt"
    file.write_text("Soldiers of the 12th Rifle Regiment refused to return to their positions.", encoding="utf-8")
    said = read_into(str(file), river).said
    assert [(d.date, d.reported, d.kind) for d in read_drafts(river)] == [("", "", "conduct.refuse")]
    assert "does not say when it was published" in said[-1]


def test_an_opponent_of_no_known_nation_is_told(river: Path) -> None:
    file, head = river.parent / "note.txt", river / "case.toml"
    file.write_text("8 November 2030\n\nSoldiers of the 12th Rifle Regiment refused to fight.", encoding="utf-8")
    assert not any("No nation" in line for line in read_into(str(file), river).said)
    (river / "drafts.csv").unlink()
    head.write_text(re.sub("(?m)^opponent = .*", 'opponent = "The Southland army"', head.read_text("utf-8")), "utf-8")
    assert "looked for as 'The Southland army' alone" in read_into(str(file), river).said[-1]


@pytest.mark.parametrize("name", ["Southland", "Hayat Tahrir al-Sham", "HTS"])
def test_an_opponent_of_no_known_nation_is_known_by_the_names_that_the_case_gives(river: Path, name: str) -> None:
    file, head = river.parent / "note.txt", river / "case.toml"
    file.write_text(f"8 November 2030\n\n{name} attacked the bridge with tanks at dawn.", encoding="utf-8")
    opponent = 'opponent = "The Southland army; Hayat Tahrir al-Sham (HTS)"'
    head.write_text(re.sub("(?m)^opponent = .*", opponent, head.read_text("utf-8")), "utf-8")
    read_into(str(file), river)
    assert [draft.kind for draft in read_drafts(river)] == ["opponent.attack"]


def test_text_of_another_time_is_refused(river: Path) -> None:
    file = river.parent / "old.txt"
    file.write_text("1 May 1999\n\nSoldiers of the 12th Rifle Regiment refused to fight.", encoding="utf-8")
    with pytest.raises(InputError, match="outside the window"):
        read_into(str(file), river)
    assert not (river / "drafts.csv").exists()


def test_opponents_own_flight_is_not_the_forces(river: Path) -> None:
    text = "8 November 2030\n\nUkrainian soldiers fled from their trenches in panic."
    assert "conduct.flee" not in {d.kind for d in drafted(text, river)}


def test_prisoners_that_the_opponent_takes_are_the_forces(river: Path) -> None:
    text = "8 November 2030\n\nUkrainian troops took 200 prisoners near Polivka."
    assert [(d.kind, d.people) for d in drafted(text, river)] == [("conduct.surrender", "200")]


@pytest.mark.parametrize(
    "text",
    [
        "Would the soldiers refuse to fight?",
        "If the soldiers had refused to fight, the line would have broken.",
        "The minister opened a school.",
        "Die Soldaten wären geflohen.",
    ],
)
def test_what_is_no_report_is_not_drafted(text: str, river: Path) -> None:
    assert drafted(f"8 November 2030\n\n{text}", river) == []


def test_shipped_case_is_not_written_to(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a shipped case"):
        read_into(str(tmp_path / "any.txt"), Path("kherson-2022"))


def test_tables_hold_words_that_there_are() -> None:
    assert {kind for kind, _ in examples()} == set(KINDS)
    assert {kind for kinds in concepts().values() for kind in kinds} == set(KINDS)
    phrases = {row.cells["phrase"] for row in _rows("likelihood.csv", ("phrase", *LANGUAGES, "reason"))}
    assert phrases <= set(read_phrases())
    questions = {row.cells["question"] for row in _rows("questions.csv", ("question", *LANGUAGES, "reason"))}
    assert questions == {question.id for question in QUESTIONS.values() if question.recorded}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_phrases_in_every_language(language: str) -> None:
    rows = _rows("lexicon.csv", ("concept", "kinds", *LANGUAGES, "reason"))
    told = {kind for row in rows if row.cells[language] for kind in row.cells["kinds"].split()}
    assert set(KINDS) <= told
    assert all(row.cells["reason"] for row in rows)


@pytest.mark.parametrize(("language", "text"), ARTICLES.items())
def test_language_is_told(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("zog* … zurück", "Die Armee zog ihre Truppen über den Fluss zurück", True),
        ("zog* … zurück", "zurück zog", False),
        ("flee*", "They fleed", True),
        ("ran", "A rank of men", False),
        ("Rückzug", "der Rueckzug", True),
        ("not one step back", "Not one  step, back!", True),
    ],
)
def test_phrase_is_found(phrase: str, text: str, found: bool) -> None:
    assert bool(Phrases([("x", phrase)]).find(words_of(text))) == found


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The 5. Armee held. It fought on.", ["The 5. Armee held.", "It fought on."]),
        ("Gen. Smith fled. Lt. Jones stayed.", ["Gen. Smith fled.", "Lt. Jones stayed."]),
        ("It ended in 2022. Then came peace.", ["It ended in 2022.", "Then came peace."]),
        ("Das 1430. Regiment hielt. Es blieb.", ["Das 1430. Regiment hielt.", "Es blieb."]),
        ("He said: “We go.” They went.", ["He said: “We go.”", "They went."]),
        ("A headline\n\nA line\nthat goes on.", ["A headline", "A line that goes on."]),
        ("У 2022 р. було 5 тис. солдатів. Вони пішли.", ["У 2022 р. було 5 тис. солдатів.", "Вони пішли."]),
        ("", []),
    ],
)
def test_text_is_parted_into_sentences(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("They fled yesterday.", "en", dt.date(2022, 11, 7)),
        ("On Friday they fled.", "en", dt.date(2022, 11, 4)),
        ("On Tuesday they fled.", "en", TUESDAY),
        ("They fled on 3 November.", "en", dt.date(2022, 11, 3)),
        ("They fled on December 24.", "en", dt.date(2021, 12, 24)),
        ("They fled on 5 October 2022.", "en", dt.date(2022, 10, 5)),
        ("They fled last week.", "en", "2022-10-31/2022-11-06"),
        ("Letzten Monat flohen sie.", "de", "2022-10-01/2022-10-31"),
        ("Am Freitag flohen sie.", "de", dt.date(2022, 11, 4)),
        ("Am 3. November flohen sie.", "de", dt.date(2022, 11, 3)),
        ("Am 03.11.2022 flohen sie.", "de", dt.date(2022, 11, 3)),
        ("3 листопада вони втекли.", "uk", dt.date(2022, 11, 3)),
        ("У п'ятницю вони втекли.", "uk", dt.date(2022, 11, 4)),
        ("В пятницу они бежали.", "ru", dt.date(2022, 11, 4)),
        ("Вчера они бежали.", "ru", dt.date(2022, 11, 7)),
        ("In der Nacht zum Montag flohen sie.", "de", dt.date(2022, 11, 7)),
        ("Вони втекли в ніч на понеділок.", "uk", dt.date(2022, 11, 7)),
        ("Они бежали в ночь на понедельник.", "ru", dt.date(2022, 11, 7)),
    ],
)
def test_day_is_read_from_the_day_of_publication(text: str, language: str, day: dt.date | str) -> None:
    when = day_in(text, language, TUESDAY)
    assert when
    assert when.written == str(day)


@pytest.mark.parametrize("text", ["They may flee.", "Room 3 may do.", "They fled on 31 November 2022."])
def test_no_day_is_made_up(text: str) -> None:
    assert day_in(text, "en", TUESDAY) is None


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Some 1,200 soldiers gave up.", "1200"),
        ("Rund 500 russische Soldaten ergaben sich.", "500"),
        ("Between 300 - 500 men left.", "300-500"),
        ("Здалися 200 російських солдатів.", "200"),
        ("Сдались 2 тыс. солдат.", "2000"),
        ("The 127th Regiment's men left.", ""),
        ("They left on 5 November with 3 tanks.", ""),
        ("In 2022 people left.", ""),
        ("On 5 November soldiers fled.", ""),
        ("On 5th of November 2022 soldiers fled.", ""),
        ("On November 5 soldiers fled.", ""),
        ("On November 5, 2022, 300 soldiers fled.", "300"),
        ("On 5 November 40 soldiers fled.", "40"),
        ("In May 30 men left.", "30"),
        ("Some 20 may be dead.", "20"),
        ("Am 5. November 2022 ergaben sich Soldaten.", ""),
        ("Im November 2022 flohen Soldaten.", ""),
        ("5 листопада солдати втекли.", ""),
        ("5 ноября 2022 года солдаты бежали.", ""),
    ],
)
def test_people_are_counted(text: str, people: str) -> None:
    assert people_in(text) == people


@pytest.mark.parametrize(
    ("text", "language", "phrase", "questions", "horizon"),
    [
        ("The army is likely to collapse within 10 days.", "en", "likely", ("general-collapse",), 10),
        ("A mutiny is highly unlikely this winter.", "en", "highly unlikely", ("mutiny",), 56),
        ("Ein Zusammenbruch ist sehr wahrscheinlich.", "de", "highly likely", ("general-collapse",), 28),
        ("Вони, ймовірно, здадуть зброю і капітулюють.", "uk", "likely", ("mass-surrender",), 28),
        ("Бунт маловероятен в ближайшие дни.", "ru", "unlikely", ("mutiny",), 7),
        ("Likely rain tomorrow.", "en", "likely", (), 28),
    ],
)
def test_judgement_is_read(text: str, language: str, phrase: str, questions: tuple[str, ...], horizon: int) -> None:
    told = judged(text, language, ())
    assert told
    assert (told.phrase, told.questions, told.horizon) == (phrase, questions, horizon)


@pytest.mark.parametrize("text", ["They fled on 5 May.", "They might have fled.", "They fled."])
def test_report_is_no_judgement(text: str) -> None:
    assert judged(text, "en", ()) is None


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("у Полівці", "polivka"),
        ("из Поливки", "polivka"),
        ("bei Poliwka", "polivka"),
        ("near Zarichne", "zarichne"),
        ("під Зарічним", "zarichne"),
        ("at Old Ferry", "zarichne"),
        ("at Polizeiposten", None),
        ("near Policka", None),
    ],
)
def test_area_is_found_however_it_is_written(text: str, area: str | None, river: Path) -> None:
    names = CaseNames(load_case(river), {"zarichne": ["Old Ferry"]})
    assert names.areas(text) == ((area,) if area else ())


@pytest.mark.parametrize(
    ("text", "formation"),
    [
        ("the 12th Regiment", "reg-12"),
        ("12-й полк", "reg-12"),
        ("das 45. Schützenregiment", "reg-45"),
        ("the 45th Brigade", None),
        ("the 13th Regiment", None),
        ("Grouping Syva", "syva-group"),
        ("12 men of a regiment", None),
        ("the Twelfth Regiment", "reg-12"),
        ("das Zwölfte Regiment", "reg-12"),
        ("дванадцятого полку", "reg-12"),
        ("восьмую дивизию", "div-8"),
        ("the VIII Division", "div-8"),
        ("the XII and XLV Regiments", "reg-12"),
        ("12 Regt", "reg-12"),
        ("8 вдд", "div-8"),
        ("the 45th held its line", "reg-45"),
        ("on the 12th the line held", None),
        ("a twelfth of the regiment", None),
        ("восемь дивизий", None),
        ("the garrison of Zarichne", "div-8"),
        ("the garrison of Polivka", None),
    ],
)
def test_formation_is_found_by_number_and_echelon(text: str, formation: str | None, river: Path) -> None:
    assert CaseNames(load_case(river), {}).formation(text) == formation


@pytest.mark.parametrize(
    ("said", "formation"),
    [
        ("On Monday men of the regiment deserted.", "reg-12"),
        ("Am Montag sind Soldaten des Regiments desertiert.", "reg-12"),
        ("У понеділок солдати полку дезертирували.", "reg-12"),
        ("В понедельник солдаты полка дезертировали.", "reg-12"),
        ("Sixty of its soldiers deserted on Monday.", "reg-12"),
        ("За його словами, шістдесят солдатів дезертирували.", "reg-12"),
        ("On Monday men of a regiment deserted.", "ministry"),
        ("On Monday men of the regiments deserted.", "ministry"),
        ("On Monday men of the 99th Regiment deserted.", "ministry"),
        ("On Monday men of the brigade deserted.", "ministry"),
    ],
)
def test_the_regiment_is_the_one_named_last(said: str, formation: str, river: Path) -> None:
    before = {
        "en": "The 45th Regiment held its line. The 12th Regiment held its line.",
        "de": "Das 45. Regiment hielt stand. Das 12. Regiment hielt stand.",
        "uk": "45-й полк тримав оборону. 12-й полк тримав оборону.",
        "ru": "45-й полк держал оборону. 12-й полк держал оборону.",
    }
    day = "2030-11-08\n\n"
    said = f"{before[language_of(said)]} {said}"
    (draft,) = (d for d in drafted(day + said, river) if d.kind == "conduct.desert")
    assert draft.formation == formation


@pytest.mark.parametrize(
    ("before", "said", "formation", "doubt"),
    [
        ("The 45th Regiment held its line.", "Sixty men deserted on Monday.", "reg-45", "stands in a sentence before"),
        ("The 45th Regiment held its line.\n\n", "Sixty men deserted on Monday.", "ministry", "it names nobody"),
        (
            "The 45th Regiment held its line. The 99th Brigade came.",
            "Sixty men deserted on Monday.",
            "ministry",
            "names nobody",
        ),
        ("The 45th Regiment held its line.", "Sixty men deserted near Zarichne.", "syva-group", ""),
    ],
)
def test_whom_a_sentence_does_not_name_is_said_to_be_a_guess(
    before: str, said: str, formation: str, doubt: str, river: Path
) -> None:
    (draft,) = (d for d in drafted(f"2030-11-08\n\n{before} {said}", river) if d.kind == "conduct.desert")
    assert draft.formation == formation
    assert draft.note.endswith(doubt)
    assert (";" in draft.note) == bool(doubt)


@pytest.mark.parametrize(
    "text",
    [
        "Ukrainian attacks on Polivka were beaten off with loss.",
        "Ukrainische Angriffe auf Poliwka wurden zurückgeschlagen und blieben erfolglos.",
        "Українські атаки на Полівку відбито, наступ зупинено.",
        "Украинские атаки на Поливку отбиты, наступление остановлено.",
    ],
)
def test_what_the_opponent_tries_in_vain_is_that_the_force_stands(text: str, river: Path) -> None:
    assert [d.kind for d in drafted(f"2030-11-08\n\n{text}", river)] == ["conduct.defend"]


@pytest.mark.parametrize(
    "text",
    [
        "The harvest was good. A choir sang in the square. The bakery ran out of bread by noon. "
        "The museum of Polivka holds three thousand paintings. The central bank in Moscow left its rate unchanged.",
        "Die Ernte fällt gut aus. Der Zug fährt wieder nach Poliwka. Im Keller wird Unterricht gegeben. "
        "Die Zentralbank in Moskau ließ ihren Zins unverändert.",
        "Урожай добрий. Учителька веде уроки з підвалу. Водії п'ють каву і чекають. Дощ іде третій день. "
        "Центральний банк у Москві залишив ставку без змін.",
        "Урожай хороший. В очереди пьют кофе и ждут. Третий день идёт дождь. Школа переехала в новое здание.",
    ],
)
def test_everyday_news_gives_no_drafts(text: str, river: Path) -> None:
    assert drafted(f"2030-11-08\n\n{text}", river) == []


def test_every_meaning_has_words_in_every_language() -> None:
    rows = _rows("meanings.csv", ("meaning", *LANGUAGES, "reason"))
    assert len({row.cells["meaning"] for row in rows}) == len(rows)
    assert all(row.cells[column] for row in rows for column in (*LANGUAGES, "reason"))


def test_a_day_that_has_not_come_yet_is_left_to_the_person(river: Path) -> None:
    text = "2030-11-08\n\nSoldiers of the 12th Rifle Regiment refused on 14 November 2030 to return to their positions."
    assert [(d.date, d.reported, d.kind) for d in drafted(text, river)] == [("", "2030-11-08", "conduct.refuse")]


def test_title_of_a_text_is_what_its_source_is_called(river: Path) -> None:
    drafts = drafted(ARTICLES["en"], river)
    assert {(d.source_name, d.source_published) for d in drafts} == {("Lines fray on the Syva", "2030-11-08")}
    # A text that begins with a sentence has no title.
    again = drafted("8 November 2030. Soldiers of the 12th Regiment fled.\n\nOthers of them deserted.", river, "b.txt")
    assert "b" in {d.source_name for d in again}


@pytest.mark.parametrize(
    "text",
    [
        "A retreat from Polivka cannot be ruled out.",
        "Ein Rückzug aus Polivka ist nicht auszuschließen.",
        "Аналітики не виключають, що росіяни відступлять з Полівки.",
        "Отход из Поливки не исключён.",
    ],
)
def test_what_is_not_ruled_out_is_no_report(text: str, river: Path) -> None:
    assert {d.table for d in drafted(f"2030-11-08\n\n{text}", river)} <= {"judgements"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Die Soldaten hätten ihre Stellungen Hals über Kopf verlassen, sagte ein Offizier.", ["conduct.flee"]),
        ("Die Soldaten hätten ihre Stellungen Hals über Kopf verlassen.", []),
    ],
)
def test_what_somebody_says_is_not_what_would_have_been(text: str, kinds: list[str], river: Path) -> None:
    assert [d.kind for d in drafted(f"2030-11-08\n\n{text}", river)] == kinds


def test_nation_where_a_force_stands_is_not_its_own() -> None:
    sides = sides_of("Russian force in the north of Ukraine", "Armed Forces of Ukraine, Command South")
    assert (sides.own, sides.opponent) == ({"Russia"}, {"Ukraine"})
    labels = [hit.label for hit in sides.named(words_of("Kyiv says that Russians fled; Berlin is silent"))]
    assert labels == ["qoppseat", "qown", "qthirdseat"]


def test_horizon_in_words() -> None:
    assert horizon_in("within three days or 2 weeks", "en") is None
    assert horizon_in("innerhalb von 3 Tagen", "de") == 3


def test_command_line_reads_a_file(river: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = river.parent / "article.txt"
    file.write_text(ARTICLES["uk"], encoding="utf-8")
    app(["read", str(file), "--into", str(river)], standalone_mode=False)
    assert "Drafted 7 reports and 2 judgements." in capsys.readouterr().out


def test_without_the_package_for_models_it_is_named(river: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llm", None)
    file = river.parent / "article.txt"
    file.write_text(ARTICLES["en"], encoding="utf-8")
    with pytest.raises(InputError, match=r"pip install 'breakranks\[llm\]'"):
        read_into(str(file), river, "any")


def test_language_of_a_page_is_found_once_for_all_its_sentences(river: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters: list[int] = []

    def counted(text: str) -> list[str]:
        letters.append(len(text))
        return words_of(text)

    monkeypatch.setattr(words, "words_of", counted)
    file = river.parent / "long.txt"
    file.write_text("On 9 November 2022 the brigade fled from the town. " * 50, encoding="utf-8")
    read_into(str(file), river)
    assert sum(length > 2000 for length in letters) <= 1
