"""Searching in each language: inflected forms, missing accents, typos, mixed scripts, and whatever else is typed."""

from typing import Any

import pytest
from tests_faq import article, speak, topic, translate

from polydesk.faq import searching
from polydesk.kernel import unit

# A title and a text, and what people type who look for it.
SENTENCES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "en": (
        "Changing your delivery address",
        "Parcels that were shipped already cannot be redirected by us.",
        ("change deliveries", "adress", "shipping parcel", "ADDRESSES", "delivry adres"),
    ),
    "it": (
        "Perché la fattura è più alta?",
        "Le spedizioni verso le isole costano di più; le città di mare no.",
        ("fatture", "perche piu alta", "fatura", "spedizione", "citta", "l’isola"),
    ),
    "hu": (
        "Elfelejtettem a jelszavamat",
        "Az új jelszót a beállításoknál adhatja meg; a fűtésszabályzó nem kell hozzá.",
        ("jelszó", "jelszavam", "elfelejtett jelszavak", "jelszot", "beallitasok", "beálítások"),
    ),
    "ru": (
        "Как вернуть деньги за заказ",
        "Счёт приходит на почту. Возврат денег занимает пять дней, ёлки не возвращаем.",
        ("возвраты денег", "заказы", "счет", "ЗАКАЗА", "возврта", "елка"),
    ),
    "de": (
        "Rücksendung einer Bestellung",
        "Die Straße und die Größe stehen auf dem Etikett, die Gebühren in der Rechnung.",
        (
            "Rücksendungen",
            "rucksendung",
            "bestellungen zurück",
            "Strasse",
            "GRÖSSE",
            "groesse",
            "Rechnungen",
            "Bestelung",
        ),
    ),
    "fr": (
        "Réinitialiser le mot de passe oublié",
        "L’élève reçoit un courriel ; les factures restent à l’œuvre dans l’espace client.",
        ("mots de passe oubliés", "reinitialiser", "facture", "éleves", "oeuvre", "réinitialliser"),
    ),
    "es": (
        "¿Cuándo llega mi pedido?",
        "El año pasado los envíos tardaban más; las devoluciones son gratis.",
        ("pedidos", "cuando llegan", "ano pasado", "devolución", "envio", "pedidoo"),
    ),
    "pl": (
        "Jak zwrócić książkę",
        "Fakturę za paczkę wysyłamy e-mailem, hasło zmienisz w ustawieniach.",
        ("zwrot książki", "ksiazka", "książki", "faktury", "fakturami", "paczki", "hasla", "ustawienie", "kziążka"),
    ),
    "ar": (
        "كيف أدفع الفاتورة",
        "تصل الفواتير بالبريد، ويمكن تغيير كلمة المرور من الإعدادات.",
        ("فاتورة", "الفاتوره", "ادفع", "كلمة مرور", "الاعدادات", "فاتروة", "الفَاتُورَة"),
    ),
    "ja": (
        "パスワードを忘れた場合",
        "ログイン画面で再設定のメールを送信できます。iPhoneの充電器は別売りです。請求書はメールで届きます。",
        (
            "パスワード",
            "パスワードを忘れました",
            "忘れた",
            "請求書",
            "ﾊﾟｽﾜｰﾄﾞ",
            "iPhone 充電",
            "再設定したい",
            "鍵 請求書",
        ),
    ),
}
OTHER = {
    "en": "Opening hours",
    "it": "Orari di apertura",
    "hu": "Nyitvatartás",
    "ru": "Часы работы",
    "de": "Öffnungszeiten",
    "fr": "Horaires",
    "es": "Horario",
    "pl": "Godziny otwarcia",
    "ar": "ساعات العمل",
    "ja": "営業時間",
}


async def found(house: Any, asked: str, language: str) -> list[str]:
    async with house.unit():
        return [hit.slug for hit in (await searching.search(asked, language, "en")).hits]


@pytest.mark.parametrize("language", sorted(SENTENCES))
async def test_it_finds_what_people_mean(acme: Any, language: str) -> None:
    await speak(acme, *dict.fromkeys(["en", language]))
    title, body, typed = SENTENCES[language]
    help_pages = await topic(acme, en="Help")
    one = await article(acme, help_pages, "Source of it", "Nothing to see.", state="draft")
    other = await article(acme, help_pages, "Source of the other", "Nothing to see.", state="draft")
    await translate(acme, one, language, title, body)
    await translate(acme, other, language, OTHER[language], OTHER[language])
    async with acme.unit():
        slug = await unit.fetchval(
            "SELECT slug FROM article_text WHERE article_id = $1 AND language = $2", one, language
        )
    missed = [words for words in typed if (await found(acme, words, language))[:1] != [slug]]
    assert missed == []


async def test_it_finds_a_turkish_city_however_its_i_is_typed(acme: Any) -> None:
    await speak(acme, "en", "tr")
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "İstanbul'da IŞIK mağazası", language="tr")
    for typed in ("istanbul", "ISTANBUL", "İSTANBUL", "ışık", "isik", "Istanbul’da"):
        assert await found(acme, typed, "tr"), typed


async def test_it_finds_words_of_another_script_within_a_text(acme: Any) -> None:
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "The 東京都 store", "Ask for 田中さん. Спасибо! Wi\u2011Fi is free.")
    for typed in ("東京", "東京都", "東京 store", "田中", "спасибо", "wi-fi"):
        assert await found(acme, typed, "en") == ["the-東京都-store"], typed
    assert await found(acme, "京東", "en") == []


async def test_it_searches_chinese_and_thai_without_spaces(acme: Any) -> None:
    await speak(acme, "en", "zh", "th")
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "密码重置方法", "如果忘记密码，请点击链接。", language="zh")
    await article(acme, help_pages, "วิธีเปลี่ยนรหัสผ่าน", "กดลิงก์ในอีเมล", language="th")
    for language, typed in (("zh", "重置密码"), ("zh", "如何重置密码"), ("th", "รหัสผ่าน"), ("th", "เปลี่ยนรหัสผ่าน")):
        assert len(await found(acme, typed, language)) == 1, typed


async def test_it_sees_through_heaps_of_marks_and_letters_in_pieces(acme: Any) -> None:
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "Caf\u00e9 vouchers")
    for typed in (
        "cafe\u0301",
        "CAFE\u0301",
        "ｃａｆｅ",
        "c\u0335\u0321a\u0336f\u0337e\u0338",
        "\u202ecafé\u202c",
        "ca\u00adfé",
        "café 🙂☕",
    ):
        assert await found(acme, typed, "en") == ["cafe-vouchers"], typed


@pytest.mark.parametrize(
    "typed",
    [
        "Z\u0338\u0327\u0322\u0321" + "\u0300" * 5_000,
        "🙂" * 300,
        "👩‍👩‍👧‍👦",
        '"',
        '"""',
        '"\\" x',
        "'' \\' ):* & | ! <-> (",
        '- -- -a -"b c"',
        "\u0e49" * 50,
        "の",
        "\ud83d",
        "a:* & b",
        "@.-",
        "１２３",
        "x" * 5_000,
    ],
)
async def test_it_takes_whatever_is_typed(acme: Any, typed: str) -> None:
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "Café vouchers")
    for language in ("en", "it"):
        await found(acme, typed, language)


async def test_it_leaves_out_what_somebody_does_not_want(acme: Any) -> None:
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "Returns of lamps")
    await article(acme, help_pages, "Returns of kettles")
    assert await found(acme, "returns -kettle", "en") == ["returns-of-lamps"]
    assert await found(acme, '"returns of kettles"', "en") == ["returns-of-kettles"]


async def test_it_finds_a_product_by_its_code_however_it_is_typed(acme: Any) -> None:
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "Manual of the PX-4000", "For the PX-4000 and version 2.5.1.")
    for typed in ("PX-4000", "px 4000", "4000", "manual px-4000", "2.5.1"):
        assert await found(acme, typed, "en") == ["manual-of-the-px-4000"], typed


async def test_it_puts_texts_with_all_the_words_first(acme: Any) -> None:
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "Invoices, invoices, invoices")
    await article(acme, help_pages, "Paying", "An invoice can be paid by card.")
    assert (await found(acme, "invoice card", "en"))[0] == "paying"


async def test_it_finds_a_word_that_is_not_typed_to_its_end(acme: Any) -> None:
    help_pages = await topic(acme, en="Help")
    await article(acme, help_pages, "Subscriptions")
    assert await found(acme, "my subscr", "en") == ["subscriptions"]


async def test_it_marks_japanese_words_inside_their_sentence(acme: Any) -> None:
    await speak(acme, "en", "ja")
    help_pages = await topic(acme, en="Help")
    await article(
        acme,
        help_pages,
        "ログイン",
        "はじめに。" * 60 + "パスワードを忘れた場合はこちら。" + "おわりに。" * 60,
        language="ja",
    )
    answer = await acme.visitor.get("/ja/search", params={"q": "パスワードを忘れました"})
    assert "<mark>パスワード</mark>" in answer.text
    assert "<mark>忘</mark>" in answer.text
