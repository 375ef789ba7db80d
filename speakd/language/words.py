"""Common words and telling letters: what a few words give away where statistics are unsure."""

# ruff: noqa: RUF001, other languages have other letters

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")

# The words that every text of a language is full of, by primary subtag.
_COMMON = {
    "en": "a i the of and to in is it you that was for on are with as his they be at one have "
    "this from or had by but not what all were we when your can said there an each which she do "
    "how their if will up about out them then many some so these would other into has more her "
    "two him see time could no make than been its who now my did get may i'm it's don't let's "
    "please thanks thank yes where why our me us am he just like know good new here should i'll "
    "you're after before between because until very even every own off through while those any "
    "same being want went came asked again against under few down both also over "
    "subject sent regards hello",
    "de": "in der die das und ist nicht ich sie es ein eine zu den mit auf für von dem sich im "
    "auch wie noch wir du was nur mir dich haben hat bin sind war wird oder aber wenn kann "
    "kein keine einen einem einer mein dein sein ihr uns bei nach aus am um schon mehr hier "
    "bitte danke ja nein heute morgen gut sehr wer wo warum dass als zum zur über alles "
    "gibt geht mal doch er so dann da hatte hatten waren wurde wurden durch gegen bis "
    "dieser dieses diese jetzt man ihm ihn ihnen seine seiner seinen ihre ihrer ihren meine "
    "deine unser selbst immer wieder betreff gesendet anhang montag dienstag mittwoch "
    "donnerstag freitag samstag sonntag januar abs vgl bzw usw ggf zzgl inkl pck stk hbf "
    "februar märz juni juli oktober dezember sondern damit weil etwas ganz jeder ob ohne "
    "zwischen während vom beim hin her unter vor diesem diesen einmal denn also keines soll "
    "will niemand jemand guten hallo grüße gruß freundlichen grüßen herr herrn frau geehrte "
    "geehrter geehrten liebe lieber gerne gern wichtig genau vielen termin leider anbei aw "
    "wg",
    "fr": "à en le la les de des du et est un une je tu il elle nous vous ils que qui ne pas dans "
    "pour sur avec au aux ce cette ces son sa ses mon ma mes ou mais si se sont était être avoir "
    "a ont plus par très bien oui non merci c'est j'ai où quoi comment pourquoi tout fait faire "
    "comme leur votre notre ça d'un d'une n'est qu'il l'on aussi même encore ici bonjour toi moi "
    "là celui celle ceux lui y leurs aucun aucune sous vers chez entre depuis avait avaient "
    "étaient fut peut deux après avant sans alors ainsi donc car elles pendant toujours jamais "
    "rien objet envoyé lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars "
    "avril juin juillet août septembre octobre novembre décembre "
    "madame monsieur cordialement bonsoir",
    "es": "a el la los las de del y es un una yo tú él ella nosotros que quien no en por para con "
    "su sus al lo se me te nos le les mi mis pero si sí más muy está están como cuando donde qué "
    "cómo hay ser fue era tiene todo hacer gracias hola bien este esta esto eso ya o son también "
    "porque dónde cuál nada hoy mañana has he ha usted hasta desde sin sobre entre ninguno así "
    "eran había habían fueron nuestro ni antes después otro otra tan tanto cada vez todos todas "
    "asunto enviado lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril "
    "mayo junio julio agosto septiembre octubre noviembre diciembre "
    "hacia mientras aquel aquella nadie siempre nunca uno dos solo "
    "saludos estimado estimada",
    "it": "a il lo la i gli le di del della dei e è un una io tu lui lei noi voi che chi non in "
    "per con su al alla ai si mi ti ci ma se più molto sono sei siamo ho hai ha come quando dove "
    "cosa perché anche questo questa quello tutto fare grazie ciao bene già o nel nella dal dalla "
    "da c'è era essere stato oggi domani ancora sempre qui solo così mio tuo suo dell' vi né "
    "delle degli nelle sulla sul erano aveva avevano fu dopo prima senza fra tra loro suoi sue "
    "ogni altro altra poi dunque quindi alle agli negli questi quelle mai nessuno due "
    "oggetto inviato allegato buongiorno gentile saluti",
    "pt": "o a os as de do da dos das e é um uma eu você ele ela nós que quem não em no na nos "
    "nas por para com ao à se me te lhe mas mais muito está estão como quando onde qual ser foi "
    "era tem tudo fazer obrigado obrigada olá bem este esta isso isto já ou são também porque "
    "hoje amanhã seu sua meu minha pelo pela até sem sobre entre só aqui ainda vai foram tinha "
    "tinham havia depois antes outro outra cada seus suas nosso nossa lhes sob nem dois mesmo "
    "sempre nunca nada ninguém "
    "assunto anexo bom prezado prezada",
    "pl": "a i w na z do nie się to jest że o jak po co tak za ale ja ty on ona my wy od przez "
    "dla czy już tylko być był była jego jej ich ten ta te tego może mnie mi ci gdzie kiedy "
    "dlaczego dziękuję proszę dobrze bardzo też są ma mam przy nad pod który która które lub oraz "
    "dziś jutro dzień wszystko sobie jeszcze bez ze we byli były by więc gdy ponieważ między "
    "podczas także swój swoje swoich nas was tu tam nigdy zawsze nikt nic dwa "
    "temat wysłano witam pozdrawiam",
    "tr": "ve bir bu da de ne için çok ben sen o biz siz onlar ile mi mı mu mü var yok değil gibi "
    "daha en ama kadar sonra önce olarak olan oldu ki şey nasıl neden nerede kim bana sana ona "
    "evet hayır teşekkürler lütfen iyi her şu diye bugün yarın tüm hiç ya veya ise artık hem "
    "hiçbir kendi onun bunun "
    "konu merhaba saygılarımla",
    "nl": "de het een en van ik te dat die in is niet zijn op aan met als voor er maar om hij ze "
    "je wij we jij u ook nog naar bij uit dan wat wie waar hoe waarom deze dit heeft hebben heb "
    "was werd wordt kan geen mijn jouw ons onze zo al door over tot goed bedankt graag morgen "
    "vandaag ja nee alleen moet wel gaat veel meer hier daar even toen had hadden waren werden "
    "zij hem haar hun mij onder tegen tussen zonder na iets niets alles alle elke ander andere "
    "dus want omdat terwijl man nooit altijd niemand iemand "
    "onderwerp verzonden beste groet hallo",
    "cs": "a v na je se to že s z do i o ale jak co tak za po já ty on ona my vy od pro by jsem "
    "jsi jsme jste jsou byl byla bylo už jen není nebo když kde kdy proč děkuji prosím dobře moc "
    "také jeho její jejich ten ta tento tato který která které může mi mě si ještě při bez dnes "
    "zítra ano ne vám nám být mám máš má tam tady nikdo nic vždy nikdy mezi pod nad "
    "předmět odesláno dobrý ahoj",
    "hu": "a az és hogy nem is egy ez de van volt én te ő mi ti ők meg csak már még el ha kell "
    "mint vagy ki mit hol mikor miért hogyan nagyon köszönöm kérem jó igen lesz lehet ezt azt ami "
    "aki majd most itt ott vagyok vagyunk vannak nincs minden sem után előtt között ma holnap fel "
    "össze hiszen pedig szerint mert be neked nekem voltak egyik másik mindig soha senki "
    "tárgy szia üdvözlettel",
    "sv": "och att det som en ett i på är av för med den till inte om har de jag du han hon vi ni "
    "var men sig så från kan när ska skulle vad hur varför vem här där tack hej mycket bra eller "
    "vill min din idag imorgon också bara efter nu något alla blir nästa ja nej vid man hade blev "
    "inga någon några över under mellan "
    "ämne skickat hälsningar faktura belopp förfallodatum kronor moms",
    "da": "og i at det er en et til på som af for med den der ikke de har jeg du han hun vi kan "
    "var om men så fra skal ville hvad hvordan hvorfor hvem her tak hej meget godt eller vil min "
    "din dag morgen også kun efter nu noget alle bliver næste ja nej ved blev mig dig sig være "
    "blevet uden mellem selv mod ud op både gøre nogle mange hvis hos man havde skulle ham hende "
    "over under",
    "nb": "og i å det er en et til på som av for med den ikke de har jeg du han hun vi kan var om "
    "men så fra skal ville hva hvordan hvorfor hvem her takk hei mye bra eller vil min din dag "
    "morgen også bare etter nå noe alle blir neste ja nei ved ble meg deg seg være dere blitt "
    "uten mellom selv mot ut opp både gjøre noen mange hvis hos man hadde skulle ham henne over "
    "under",
    "fi": "ja on ei se että hän oli minä sinä me te he mutta kun niin myös tämä mitä miten miksi "
    "missä kuka voi ovat ole kuin sen joka jos vain nyt kiitos hyvä hyvää tai olen olet huomenna "
    "tänään mukaan sitten vielä kaikki mikä "
    "aihe terveisin hei",
    "ca": "el la els les de del i és un una jo tu ell ella nosaltres que qui no en per amb al als "
    "a ho es em et ens però si més molt està com quan on què hi ha ser va tot fer gràcies hola bé "
    "aquest aquesta això ja o són també perquè avui demà seva seu meva meu des fins sense era "
    "entre cada tan sobre ni",
    "ro": "și si a în de la cu nu este pe un o că se din care mai să ce pentru au fost sunt am ai "
    "are ca dar sau el ea noi voi ei eu tu cum când unde foarte mulțumesc bine da acest această "
    "lui prin după până tot azi mâine îmi îți fi era al ale între sub fără "
    "subiect salut",
    "gl": "o a os as de do da dos das e é un unha eu ti el ela nós que quen non en no na por para "
    "con ao á se me che lle pero máis moi está están como cando onde ser foi era ten todo facer "
    "grazas ola ben este esta isto xa ou son tamén porque hoxe mañá seu súa meu miña polo pola",
    "sk": "a v na je sa to že s z do aj ale ako čo tak za po ja ty on ona my vy od pre by som si "
    "sme ste sú bol bola bolo už len nie alebo keď kde prečo ďakujem prosím dobre veľmi tiež jeho "
    "jej ktorý ktorá ktoré môže mi ma pri bez dnes zajtra áno nám vám byť mám máš má ešte",
    "ru": "и в не на что с я он как это но по к у из за от так для же вы мы она они был была было "
    "есть где когда чтобы если или уже только ещё очень можно нет да мне его её их вас нас меня "
    "спасибо пожалуйста ни этот эта эти кто тот чем ли во со много до сам себя тоже потом тогда "
    "здесь там вот даже под над без через после перед между этого этой этому этим того той тому "
    "которые который которая которое никто ничего него неё них ним ими свой своей своих всё все "
    "всех чего",
    "uk": "і в не на що з я він як це але по до у із за від так для же ви ми вона вони був була "
    "було є де коли щоб якщо або вже тільки ще дуже можна ні та мені його її їх вас нас мене "
    "дякую там без над через між після все всі того тому цей ця який яка яке які",
    "bg": "и в не на че с аз той как това но по към у от за така ли вие ние тя те беше е са къде "
    "кога ако или вече само още много може няма да ми го я ги ви ни благодаря моля се ще съм си "
    "там без под над все до него никой нищо който която което които",
    "sr": "и у не на да се са ја он како то али по ка од за тако ли ви ми она они био била било "
    "је су где када ако или већ само још много може нема ме га их вас нас хвала молим ће сам си "
    "што без под над после него до све који која које",
    "hr": "i u na je se da za su od s sa kao ili što nije ali ne koji koja koje ovo to bi sam smo "
    "ste samo može ako kako gdje kada zašto hvala molim dobro danas sutra već još biti bio bila "
    "bilo sve me ti mi vi oni po do iz nego te",
}
_COMMON["bs"] = _COMMON["hr"]
# Serbian is written in both scripts.
_COMMON["sr"] += " " + _COMMON["hr"].replace("gdje", "gde šta")

# Letters that only some of the languages above write.
_LETTERS = {
    "ß": "de",
    "ä": "de sv fi sk",
    "ö": "de sv fi hu tr",
    "ü": "de hu tr es ca",
    "ñ": "es gl",
    "¿": "es gl",
    "¡": "es gl",
    "ç": "fr pt tr ca",
    "ã": "pt",
    "õ": "pt",
    "ê": "fr pt",
    "ô": "fr pt sk",
    "â": "fr pt ro tr",
    "î": "fr ro",
    "ë": "fr nl",
    "œ": "fr",
    "ù": "fr it",
    "è": "fr it ca",
    "ì": "it",
    "ò": "it ca",
    "ł": "pl",
    "ą": "pl",
    "ę": "pl",
    "ś": "pl",
    "ź": "pl",
    "ż": "pl",
    "ć": "pl hr bs sr",
    "ń": "pl",
    "ř": "cs",
    "ů": "cs",
    "ě": "cs",
    "č": "cs sk hr bs sr",
    "š": "cs sk hr bs sr",
    "ž": "cs sk hr bs sr",
    "ý": "cs sk",
    "ő": "hu",
    "ű": "hu",
    "ğ": "tr",
    "ı": "tr",
    "ş": "tr ro",
    "ă": "ro",
    "ș": "ro",
    "ț": "ro",
    "å": "sv da nb fi",
    "æ": "da nb",
    "ø": "da nb",
}

_WORD_RATIO = 0.2
"""How well a common word is explained by a language that has no such word, against one that has."""
_LETTER_RATIO = 0.1
_MAX_SIGNS = 12
"""More signs than these tell no more, and would only underflow."""


def _by_sign() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for language, words in _COMMON.items():
        for word in words.split():
            found.setdefault(word, set()).add(language)
    return {word: frozenset(languages) for word, languages in found.items()}


_LANGUAGES_OF_WORD = _by_sign()
_LANGUAGES_OF_LETTER = {
    letter: frozenset(languages.split()) for letter, languages in _LETTERS.items()
}
_KNOWN = frozenset(_COMMON)


def languages_of_signs() -> Mapping[str, frozenset[str]]:
    """Give the languages that each common word and each telling letter belongs to."""
    words = {word: each for word, each in _LANGUAGES_OF_WORD.items() if len(word) > 1}
    return words | _LANGUAGES_OF_LETTER


def weigh_words(text: str, languages: Iterable[str]) -> dict[str, float]:
    """Weigh languages by the common words and the letters of `text`.

    Args:
        text: A sentence, or its beginning.
        languages: Primary subtags; one this module knows nothing of stands in the middle.

    Returns:
        How well each language explains the signs, 1 at best.
    """
    lowered = text.lower().replace("\u2019", "'")
    words = dict.fromkeys(_WORD.findall(lowered))
    signs = [
        (_LANGUAGES_OF_WORD[word], _WORD_RATIO) for word in words if word in _LANGUAGES_OF_WORD
    ]
    signs += [
        (_LANGUAGES_OF_LETTER[letter], _LETTER_RATIO)
        for letter in dict.fromkeys(lowered)
        if letter in _LANGUAGES_OF_LETTER
    ]
    signs = signs[:_MAX_SIGNS]
    unexplained = prod(ratio for _, ratio in signs)
    weights = {each: unexplained if each in _KNOWN else unexplained**0.5 for each in languages}
    for explains, ratio in signs:
        for language in explains:
            if language in weights:
                weights[language] /= ratio
    return weights
