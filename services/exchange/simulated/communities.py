"""The communities that live in the province of Grosseto, and names that are usual in them. Nobody living is meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """A name in Latin letters, and in its own script where that is another."""

    latin: str
    original: str = ""


@dataclass(frozen=True)
class Community:
    """Where families come from, and what that means for counting; `place` is the land register code of the birth place."""

    citizenship: str
    group: str
    ground: str
    permit: str
    place: str
    language: str
    script: str
    women: tuple[Name, ...]
    men: tuple[Name, ...]
    families: tuple[Name, ...]

    @property
    def eligible(self) -> bool:
        """Target persons of the fund are third-country nationals (514/2014)."""
        return self.group == "third-country"


def _names(text: str) -> tuple[Name, ...]:
    """`Oksana=Оксана, Taras=Тарас`: each with its own script or without."""
    return tuple(Name(*(part.strip() for part in name.split("="))) for name in text.split(","))


def _third(country: str, ground: str, permit: str, place: str, language: str, script: str, *names: str) -> Community:
    women, men, families = map(_names, names)
    return Community(country, "third-country", ground, permit, place, language, script, women, men, families)


COMMUNITIES = (
    _third(
        "SY", "international-protection", "international-protection", "Z240", "ar", "Arab",
        "Amal=أمل, Nour=نور, Rima=ريما, Hala=هالة, Samar=سمر, Lina=لينا",
        "Sami=سامي, Karim=كريم, Bassel=باسل, Omar=عمر, Fadi=فادي, Ziad=زياد",
        "Haddad=حداد, Khoury=خوري, Darwish=درويش, Sabbagh=صباغ, Qasim=قاسم",
    ),
    Community(
        "IT", "italian", "italian-citizen", "", "E202", "it", "Latn",
        _names("Giada, Silvia, Martina, Rosa, Lorena, Caterina"), _names("Matteo, Fabio, Dario, Tommaso, Leonardo, Ivano"),
        _names("Ginanneschi, Corsi, Tamburelli, Pellegrini, Bracciali, Scalabrelli, Monaci, Biagiotti"),
    ),
    _third(
        "UA", "temporary-protection", "temporary-protection", "Z138", "uk", "Cyrl",
        "Oksana=Оксана, Iryna=Ірина, Daryna=Дарина, Solomija=Соломія, Nadija=Надія, Viktorija=Вікторія",
        "Taras=Тарас, Maksym=Максим, Bohdan=Богдан, Ostap=Остап, Andrij=Андрій, Jurij=Юрій",
        "Kovalenko=Коваленко, Melnyk=Мельник, Bondar=Бондар, Shevchenko=Шевченко, Kravets=Кравець",
    ),
    _third(
        "MA", "family", "family", "Z330", "ar", "Arab",
        "Fatima=فاطمة, Salma=سلمى, Khadija=خديجة, Imane=إيمان, Hanane=حنان, Soukaina=سكينة",
        "Youssef=يوسف, Hamza=حمزة, Rachid=رشيد, Ilyas=إلياس, Mohammed=محمد, Abdelkader=عبد القادر",
        "Benali=بنعلي, El Idrissi=الإدريسي, Tazi=التازي, Bouazza=بوعزة, Chafik=شفيق",
    ),
    _third(
        "SN", "special-protection", "special-protection", "Z343", "wo", "Latn",
        "Awa, Mariama, Ndeye, Coumba, Fatou, Aissatou", "Mamadou, Cheikh, Ousmane, Lamine, Modou, Ibrahima",
        "Diop, Ndiaye, Faye, Sarr, Gueye",
    ),
    _third(
        "BD", "employment", "employment", "Z249", "bn", "Beng",
        "Shirin=শিরিন, Nasrin=নাসরিন, Ruma=রুমা, Taslima=তসলিমা, Sultana=সুলতানা, Farida=ফরিদা",
        "Rafiq=রফিক, Jahangir=জাহাঙ্গীর, Anwar=আনোয়ার, Tariq=তারিক, Kamal=কামাল, Shahidul=শহীদুল",
        "Hossain=হোসেন, Chowdhury=চৌধুরী, Miah=মিয়া, Rahman=রহমান, Khatun=খাতুন",
    ),
    _third(
        "AL", "employment", "employment", "Z100", "sq", "Latn",
        "Elira, Besa, Ornela, Drita, Majlinda, Valbona", "Arben, Ilir, Gent, Klodian, Altin, Bujar",
        "Hoxha, Dervishi, Marku, Leka, Gjoni",
    ),
    Community(
        "RO", "eu", "eu-citizen", "", "Z129", "ro", "Latn",
        _names("Ioana, Elena, Andreea, Mihaela, Gabriela, Ramona"), _names("Andrei, Marius, Stefan, Ionut, Florin, Cristian"),
        _names("Popa, Dumitru, Stoica, Rusu, Munteanu, Ciobanu"),
    ),
    _third(
        "PK", "asylum-seeker", "asylum-seeker", "Z236", "ur", "Arab",
        "Ayesha=عائشہ, Sadia=سعدیہ, Rukhsana=رخسانہ, Zainab=زینب, Bushra=بشریٰ, Nadia=نادیہ",
        "Imran=عمران, Asif=آصف, Bilal=بلال, Usman=عثمان, Waqas=وقاص, Tahir=طاہر",
        "Iqbal=اقبال, Mahmood=محمود, Akhtar=اختر, Butt=بٹ, Shah=شاہ",
    ),
    _third(
        "NG", "international-protection", "international-protection", "Z335", "en", "Latn",
        "Blessing, Ngozi, Amara, Joy, Precious, Chioma", "Emeka, Chidi, Tunde, Samuel, Osagie, Ikenna",
        "Okafor, Adeyemi, Eze, Osayande, Balogun",
    ),
    _third(
        "PE", "employment", "employment", "Z611", "es", "Latn",
        "Milagros, Rosario, Luz, Carmen, Yolanda, Maribel", "Jorge, Wilmer, Percy, Alonso, Edgar, Hector",
        "Quispe, Huamán, Flores, Mamani, Chávez",
    ),
    _third(
        "CN", "self-employment", "self-employment", "Z210", "zh", "Hans",
        "Xiuying=秀英, Min=敏, Yan=燕, Lihua=丽华, Qing=青, Meilin=美琳",
        "Wei=伟, Jun=军, Qiang=强, Guoliang=国良, Haitao=海涛, Bo=波",
        "Chen=陈, Lin=林, Zhou=周, Huang=黄, Wu=吴",
    ),
)  # fmt: skip
