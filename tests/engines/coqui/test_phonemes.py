import subprocess
import sys
import threading

import pytest

from speakd.engines.coqui.phonemes import SEPARATOR, EspeakPhonemizer
from speakd.errors import SynthesisError


@pytest.fixture(scope="module")
def phonemizer() -> EspeakPhonemizer:
    return EspeakPhonemizer()


def test_writes_ipa_with_stress_and_a_separator_inside_words(phonemizer: EspeakPhonemizer) -> None:
    assert phonemizer.phonemize("Hello brave world", "en-us") == (
        "h_ə_l_ˈoʊ b_ɹ_ˈeɪ_v w_ˈɜː_l_d"  # noqa: RUF001, IPA
    )
    assert SEPARATOR == "_"


def test_switches_between_languages(phonemizer: EspeakPhonemizer) -> None:
    german = phonemizer.phonemize("Zug", "de")
    english = phonemizer.phonemize("Zug", "en-us")
    assert german != english
    assert phonemizer.phonemize("Zug", "de") == german


def test_codes_that_name_no_voice_file_are_found_by_language(phonemizer: EspeakPhonemizer) -> None:
    assert phonemizer.phonemize("bonjour", "fr-fr").replace("_", "") == "bɔ̃ʒˈuʁ"  # noqa: RUF001, IPA


def test_words_of_another_language_carry_no_mark(phonemizer: EspeakPhonemizer) -> None:
    assert "(" not in phonemizer.phonemize("Je regarde le football", "fr-fr")


def test_all_clauses_are_phonemized(phonemizer: EspeakPhonemizer) -> None:
    assert phonemizer.phonemize("One. Two! Three?", "en-us").count(" ") == 2


@pytest.mark.parametrize("text", ["", " ", "...", "\0", "a\0b", "\ud800", "🙂" * 3, "[[b]]"])
def test_odd_text_is_survived(phonemizer: EspeakPhonemizer, text: str) -> None:
    phonemizer.phonemize(text, "en-us")


def test_what_overruns_a_buffer_of_the_library_does_not_reach_it() -> None:
    script = (
        "import sys; from speakd.engines.coqui.phonemes import EspeakPhonemizer\n"
        "phonemizer = EspeakPhonemizer()\n"
        "for pair in sys.argv[1:]: phonemizer.phonemize(pair[2:], pair[:2])"
    )
    pairs = ["vi`", "bn\u24dc", "de\U0001f6bc \u4e2d", "el\U0001f170a", "pt\u00a9\u0203"]
    done = subprocess.run([sys.executable, "-c", script, *pairs], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_text_after_a_nul_is_kept(phonemizer: EspeakPhonemizer) -> None:
    assert phonemizer.phonemize("one\0two", "en-us") == phonemizer.phonemize("one two", "en-us")


def test_an_unknown_language_is_an_error_and_the_next_call_works(
    phonemizer: EspeakPhonemizer,
) -> None:
    with pytest.raises(SynthesisError, match="tlh-nope"):
        phonemizer.phonemize("nuqneH", "tlh-nope")
    assert phonemizer.phonemize("one", "en-us")


def test_knows_the_languages_that_coqui_models_ask_for(phonemizer: EspeakPhonemizer) -> None:
    assert {"en-us", "en-gb", "fr-fr", "de", "es", "it", "cmn"} <= set(phonemizer.languages())


def test_threads_do_not_mix_their_languages(phonemizer: EspeakPhonemizer) -> None:
    words = {"de": "Guten Tag", "en-us": "good day", "fr-fr": "bonne journée", "es": "buen día"}
    alone = {language: phonemizer.phonemize(text, language) for language, text in words.items()}
    wrong: list[str] = []

    def work(language: str) -> None:
        said = {phonemizer.phonemize(words[language], language) for _ in range(50)}
        wrong.extend(said - {alone[language]})

    threads = [threading.Thread(target=work, args=(language,)) for language in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_two_phonemizers_are_two_libraries(phonemizer: EspeakPhonemizer) -> None:
    other = EspeakPhonemizer()
    german = phonemizer.phonemize("Zug", "de")
    other.phonemize("house", "en-us")
    assert phonemizer.phonemize("Zug", "de") == german
