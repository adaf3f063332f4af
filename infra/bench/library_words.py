"""Words of ten languages, enough to write thousands of help pages that nobody reads: roots and the ends they take."""

WORDS: dict[str, tuple[str, str]] = {
    "en": (
        (
            "invoice deliver return account password order payment repair refund voucher charger battery screen kettle lamp"
            " parcel address contract subscription guarantee keyboard printer filter handle"
        ),
        "s ed ing ers al able ment less ful",
    ),
    "it": (
        (
            "fattur consegn restituzion cont ordin pagament riparazion rimbors buon caricator batteri scherm lampad pacc"
            " indirizz contratt abboniment garanzi tastier stampant filtr manigli spedizion"
        ),
        "a e o i are ato ata azione ammo",
    ),
    "hu": (
        (
            "számla szállítás visszaküldés fiók jelszó rendelés fizetés javítás visszatérítés utalvány töltő elem képernyő"
            " lámpa csomag cím szerződés előfizetés jótállás billentyű nyomtató szűrő"
        ),
        "t ban nak hoz ról k kat ért val",
    ),
    "ru": (
        (
            "счёт доставк возврат аккаунт парол заказ оплат ремонт сертификат заряд батаре экран чайник ламп посылк адрес"
            " договор подписк гаранти клавиатур принтер фильтр"
        ),
        "а у ом ы ов ами е ах ный",
    ),
    "de": (
        (
            "Rechnung Lieferung Rücksendung Konto Passwort Bestellung Zahlung Reparatur Erstattung Gutschein Ladegerät"
            " Batterie Bildschirm Lampe Paket Anschrift Vertrag Abonnement Garantie Tastatur Drucker"
        ),
        "en s es er em nummer größe frist straße",
    ),
    "fr": (
        (
            "factur livraison retour compt commande paiement réparation rembours chéqu chargeur batteri écran lamp colis"
            " adress contrat abonnement garanti clavier imprimant filtr"
        ),
        "e es er ée ement eur ant ions ables",
    ),
    "es": (
        (
            "factur entreg devolucion cuent contraseñ pedid pag reparacion reembols cupon cargador bateri pantall lámpar"
            " paquet direccion contrat suscripcion garantí teclad impresor filtr"
        ),
        "a as o os ar ado ción amos ando",
    ),
    "pl": (
        (
            "faktur dostaw zwrot kont hasł zamówieni płatnoś napraw bon ładowark bateri ekran lamp paczk adres umow"
            " abonament gwarancj klawiatur drukark filtr czajnik"
        ),
        "a ę y ą ami ów ie ach owy",
    ),
    "ar": (
        (
            "فاتور توصيل إرجاع حساب كلمة طلب دفع إصلاح استرداد قسيم شاحن بطاري شاش مصباح طرد عنوان عقد اشتراك ضمان لوح"
            " طابع مرشح غلاي"
        ),
        "ة ات ين ون ها نا كم ه ي",
    ),
    "ja": (
        (
            "請求書 配送 返品 口座 パスワード 注文 支払い 修理 返金 クーポン 充電器 電池 画面 ランプ 荷物 住所 契約 定期購入 保証"
            " キーボード プリンター フィルター"
        ),
        "を の は が で に と へ も",
    ),
}
