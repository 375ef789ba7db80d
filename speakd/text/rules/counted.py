"""Forms of words that are counted, where a language has more than two of them."""

from __future__ import annotations

from speakd.text.rules.numerals import value_of

_FORMS = {
    "ru": {
        "тыс": "тысяча тысячи тысяч тысячи",
        "млн": "миллион миллиона миллионов миллиона",
        "млрд": "миллиард миллиарда миллиардов миллиарда",
        "трлн": "триллион триллиона триллионов триллиона",
        "RUB": "рубль рубля рублей рубля",
        "USD": "доллар доллара долларов доллара",
        "EUR": "евро евро евро евро",
        "UAH": "гривна гривны гривен гривны",
    },
    "uk": {
        "тис": "тисяча тисячі тисяч тисячі",
        "млн": "мільйон мільйони мільйонів мільйона",
        "млрд": "мільярд мільярди мільярдів мільярда",
        "трлн": "трильйон трильйони трильйонів трильйона",
        "UAH": "гривня гривні гривень гривні",
        "USD": "долар долари доларів долара",
        "EUR": "євро євро євро євро",
    },
    "pl": {
        "tys": "tysiąc tysiące tysięcy tysiąca",
        "mln": "milion miliony milionów miliona",
        "mld": "miliard miliardy miliardów miliarda",
        "PLN": "złoty złote złotych złotego",
        "USD": "dolar dolary dolarów dolara",
        "EUR": "euro euro euro euro",
    },
    "cs": {
        "tis": "tisíc tisíce tisíc tisíce",
        "mil": "milion miliony milionů milionu",
        "mld": "miliarda miliardy miliard miliardy",
        "CZK": "koruna koruny korun koruny",
        "USD": "dolar dolary dolarů dolaru",
        "EUR": "euro eura eur eura",
    },
}
"""For one, for a few, for many, and for a part of one; by language and by what is written."""


_FEW, _MANY, _PART = 1, 2, 3


def counted(word: str, number: str, language: str) -> str | None:
    """Say a word as it is said behind a number; None where only one form is known, or none."""
    forms = _FORMS.get(language, {}).get(word)
    value = None if forms is None else value_of(number, language)
    if forms is None or value is None:
        return None
    if value != int(value):
        return forms.split()[_PART]
    return forms.split()[_form(int(value), language)]


def counted_words(language: str) -> frozenset[str]:
    """Give the short forms of numbers that are counted themselves."""
    return frozenset(word for word in _FORMS.get(language, ()) if word.islower())


def _form(value: int, language: str) -> int:
    if language == "cs":
        return 0 if value == 1 else _FEW if value in {2, 3, 4} else _MANY
    tens, ones = value % 100 // 10, value % 10
    if value == 1 or (ones == 1 and tens != 1 and language != "pl"):
        return 0
    return _FEW if ones in {2, 3, 4} and tens != 1 else _MANY
