"""Words from which people who do not exist are put together: names, streets, words for e-mail addresses.

No list of real persons was used. First and last names are drawn apart from each other, within one group, so
that a name reads like one somebody could have; that somebody has it can't be ruled out and means nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """First and last names that go together, and how often of a hundred they are drawn."""

    percent: int
    firsts: tuple[str, ...]
    lasts: tuple[str, ...] = ("",)


def _words(text: str) -> tuple[str, ...]:
    """The words of a text; an underscore is a blank inside one."""
    return tuple(word.replace("_", " ") for word in text.split())


# Apostrophes, accents, hyphens, two surnames, one name only and other scripts are meant: files have them.
GROUPS = (
    Group(
        46,
        firsts=_words(
            """
            Abigail Adele Agnes Albert Alden Amos Anna Arthur Asa Audrey Benjamin Beatrice Caleb Calvin
            Celia Clement Cora Daniel Dorothea Edith Edmund Eleanor Elias Esther Ezra Felix Fern
            Florence George Grace Hannah Harold Hazel Henry Hester Ira Isaac Ivy Jasper Jane Josiah
            Judith Julian Keziah Laura Leander Lewis Lucy Mabel Martha Matthew Mercy Miles Miriam Nathan
            Nell Olive Oscar Otis Patience Phoebe Prudence Quentin Rachel Reuben Rosalind Ruth Samuel
            Silas Simon Susannah Thaddeus Theodore Thomas Ursula Violet Walter Willa Winifred Zachary
            """
        ),
        lasts=_words(
            """
            Abernathy Ainsworth Applegate Ashdown Barrowclough Beechwood Bellweather Birchall Blackwood
            Bramble Brightwater Burnham Cartwright Chandler Clearwater Copperfield Crabtree Cresswell
            Dunmore Eastlake Fairweather Fallow Fenwick Fernsby Finch Foxglove Gainsborough Goodspeed
            Greenhalgh Greymantle Halloway Harrow Hartwell Hawthorn Hazelton Heathcote Hollis Honeycutt
            Kettlewell Kingsley Larkspur Lightfoot Linden Lovelace Marchbanks Merriweather Millbrook
            Moonlight Nettlefold Nightingale Northcott Oakes Oldcastle Pemberton Penhallow Pettigrew
            Plumtree Quillfeather Ravenscroft Redfern Rookwood Rosewarne Sallow Saltmarsh Shearwater
            Silverwood Snowdon Stillwater Sweetapple Swift Tanglewood Thackerly Thistlewood Thorne
            Underhill Vane Wainwright Waterhouse Wetherby Whitlock Wildgoose Willoughby Winterbourne
            Woodruff Yarrow
            """
        ),
    ),
    Group(
        8,
        firsts=_words(
            "Aoife Brendan Cian Deirdre Eoin Fiona Liam Maeve Niamh Oisín Róisín Seán Siobhán Tadhg Úna"
        ),
        lasts=_words(
            """
            O'Brannagh O'Dowdall O'Hanrahan O'Shaughly D'Arcy McGillan McAllistrum Fitzmorris Ó'Leannáin
            Devlin
            """
        ),
    ),
    Group(
        14,
        firsts=_words(
            """
            Alejandra Álvaro Beatriz Camila Diego Elena Esperanza Inés Iñaki Joaquín José Luz Mateo
            Nélida Nuño Pilar Rocío Santiago Sofía Tomás Ximena Yolanda
            """
        ),
        lasts=_words(
            """
            Aguirre Arboleda_Montes Castañeda Cordero_Ruiz de_la_Fuente del_Río Espinosa García_Peñalver
            Ibáñez Marroquín Montenegro_Díaz Muñoz Núñez_Otero Peralta Quiñones Robledo_Sáenz Sandoval
            Urrutia Zambrano
            """
        ),
    ),
    Group(
        6,
        firsts=_words(
            """
            Agnieszka Bogdan Danuta Grażyna Halina Józef Kazimierz Łucja Małgorzata Paweł Stanisław
            Zofia
            """
        ),
        lasts=_words(
            "Dąbrowiecki Głowacz Jabłonna Kłos Łukasik Nowowiejska Pajączek Święcik Wróblik Żurawik"
        ),
    ),
    Group(
        5,
        firsts=_words("Bianca Carlo Chiara Enzo Gaia Lorenzo Nicolò Ornella Pia Renzo Silvana"),
        lasts=_words(
            "Acquaviva Bellafonte Bosco D'Alberelli Dell'Orto Di_Pietralunga Fiorentin Montebruno Quercia"
        ),
    ),
    Group(
        6,
        firsts=_words("Adaeze Akosua Chidi Ebele Folasade Ifeoma Kofi Kwame Ngozi Oluwaseun Temitope Yaa"),
        lasts=_words(
            "Abankwa Adéyọyin Anyaoha Asantewah Eze-Okafor Mbekwa Nwachira Ogunbiyi Owusuaa Tettehfio"
        ),
    ),
    Group(
        6,
        firsts=_words(
            """
            Aditi Anand Deepa Farhan Gita Imran Kavya Leela Meera Nikhil Priya Rohan Sana Tariq Vikram
            Zainab
            """
        ),
        lasts=_words(
            """
            Banerji Chatrath Deshmukhi Haqqani Iyengari Khatriya Mehrotri Nairani Qureshii Rao-Bhatt
            Siddiqa
            """
        ),
    ),
    Group(
        4,
        firsts=_words("An-Li Bao Chau Eun-ji Haruka Hiroshi Jun Linh Mei Min-seo Sora Thuy Wen Yuki"),
        lasts=_words(
            "Fukamachi Hoàng-Lê Kobayama Ly-Tran Nakahori Ōmorisawa Pak-Cho Shirakabe Tamuragi Xuesong"
        ),
    ),
    Group(
        3,
        firsts=_words("Ratna Suharni Wulandari Tenzin Pemba Thiri Zaw Ketut Madhavi Teuila"),
    ),
    Group(
        2,
        firsts=_words(
            "王小明 李雨桐 陳美玲 Ольга_Снегирёва Дмитро_Вербицький Νίκος_Ελαιώνας ليلى_النخلاوي דוד_אלונים"
        ),
    ),
)

STREET_NAMES = _words(
    """
    Applejack Barnacle Beeline Bellflower Bobolink Bramblewick Candlewick Catkin Chimney Cobblestone
    Copperleaf Cranefly Cricket Dovecote Dragonfly Elderflower Featherbed Fiddlehead Firefly Foxtail
    Gingerbread Goosefeather Hedgehog Hopscotch Inkwell Kingfisher Lanternlight Larkmeadow Marmalade
    Moonpenny Mossback Mulberry Nuthatch Oatmeal Owlet Paperbirch Peppercorn Pinecone Quillback Quince
    Rambling Rookery Sassafras Shuttlecock Snowberry Spindle Sugarbush Teakettle Thimble Toadflax
    Turnstile Umbrella Waterwheel Whistler Wishbone Yarrowstalk
    """
)
MAIL_WORDS = _words(
    "acorn bluejay cedar daisy ember fern granite heron indigo juniper kestrel lilac maple opal quartz"
)
STREET_KINDS = (
    "Lane",
    "Road",
    "Street",
    "Hill Road",
    "Court",
    "Drive",
    "Circle",
    "Way",
    "Terrace",
    "Crossing",
)
AREA_CODES = ("203", "475", "860", "959")
# Kept for examples, nobody's (RFC 2606).
MAIL_HOSTS = ("example.org", "example.org", "mail.example", "post.example")
