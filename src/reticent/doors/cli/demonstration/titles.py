"""What stands on the shelves: classics out of copyright, by audience.

Every work was published before 1929 and is in the public domain in the United States (17 USC 304, 305). A
line is an author and the author's works. Here each may be held as a book, a recording or a film.
"""

ADULT = """
Jane Austen: Emma; Mansfield Park; Northanger Abbey; Persuasion; Pride and Prejudice; Sense and \
Sensibility
Charlotte Brontë: Jane Eyre; Shirley; The Professor; Villette
Emily Brontë: Wuthering Heights
Anne Brontë: Agnes Grey; The Tenant of Wildfell Hall
Charles Dickens: Bleak House; David Copperfield; Dombey and Son; Great Expectations; Hard Times; Little \
Dorrit; Martin Chuzzlewit; Nicholas Nickleby; Oliver Twist; Our Mutual Friend; A Tale of Two Cities; The \
Pickwick Papers
George Eliot: Adam Bede; Daniel Deronda; Middlemarch; Silas Marner; The Mill on the Floss
Thomas Hardy: Far from the Madding Crowd; Jude the Obscure; Tess of the d'Urbervilles; The Mayor of \
Casterbridge; The Return of the Native; Under the Greenwood Tree
Elizabeth Gaskell: Cranford; Mary Barton; North and South; Wives and Daughters
Anthony Trollope: Barchester Towers; Doctor Thorne; Framley Parsonage; Phineas Finn; The Eustace \
Diamonds; The Warden; The Way We Live Now
William Makepeace Thackeray: The History of Henry Esmond; Vanity Fair
Wilkie Collins: Armadale; No Name; The Moonstone; The Woman in White
Mary Shelley: Frankenstein; The Last Man
Bram Stoker: Dracula; The Jewel of Seven Stars
Oscar Wilde: An Ideal Husband; The Importance of Being Earnest; The Picture of Dorian Gray
Henry James: The Ambassadors; The American; The Aspern Papers; The Bostonians; The Portrait of a Lady; \
The Turn of the Screw; The Wings of the Dove; Washington Square
Edith Wharton: Ethan Frome; Summer; The Age of Innocence; The Custom of the Country; The House of Mirth
Willa Cather: A Lost Lady; Death Comes for the Archbishop; My Ántonia; O Pioneers!; One of Ours; The \
Song of the Lark
Kate Chopin: Bayou Folk; The Awakening
Sarah Orne Jewett: A Country Doctor; The Country of the Pointed Firs
Nathaniel Hawthorne: The Blithedale Romance; The House of the Seven Gables; The Marble Faun; The Scarlet \
Letter
Herman Melville: Bartleby, the Scrivener; Billy Budd; Moby-Dick; Omoo; Redburn; Typee
Edgar Allan Poe: Tales of Mystery and Imagination; The Narrative of Arthur Gordon Pym
Henry David Thoreau: Cape Cod; The Maine Woods; Walden
Ralph Waldo Emerson: Essays; Nature
Walt Whitman: Leaves of Grass
Emily Dickinson: Poems
Harriet Beecher Stowe: Oldtown Folks; Uncle Tom's Cabin
Frederick Douglass: My Bondage and My Freedom; Narrative of the Life of Frederick Douglass
Harriet Jacobs: Incidents in the Life of a Slave Girl
Charles W. Chesnutt: The Conjure Woman; The House Behind the Cedars; The Marrow of Tradition
Paul Laurence Dunbar: Lyrics of Lowly Life; The Sport of the Gods
W. E. B. Du Bois: Darkwater; The Quest of the Silver Fleece; The Souls of Black Folk
James Weldon Johnson: God's Trombones; The Autobiography of an Ex-Colored Man
Nella Larsen: Quicksand
Claude McKay: Harlem Shadows; Home to Harlem
Zitkála-Šá: American Indian Stories
Mark Twain: A Connecticut Yankee in King Arthur's Court; Life on the Mississippi; Pudd'nhead Wilson; \
Roughing It; The Innocents Abroad
William Dean Howells: A Hazard of New Fortunes; The Rise of Silas Lapham
Stephen Crane: Maggie, a Girl of the Streets; The Red Badge of Courage
Theodore Dreiser: An American Tragedy; Jennie Gerhardt; Sister Carrie
Upton Sinclair: Oil!; The Jungle
Sinclair Lewis: Arrowsmith; Babbitt; Elmer Gantry; Main Street
Sherwood Anderson: Poor White; Winesburg, Ohio
F. Scott Fitzgerald: Tales of the Jazz Age; The Beautiful and Damned; The Great Gatsby; This Side of \
Paradise
Ernest Hemingway: In Our Time; The Sun Also Rises
John Dos Passos: Manhattan Transfer; Three Soldiers
Anzia Yezierska: Bread Givers; Hungry Hearts
Abraham Cahan: The Rise of David Levinsky; Yekl
Thornton Wilder: The Bridge of San Luis Rey; The Cabala
Charlotte Perkins Gilman: Herland; The Yellow Wallpaper
Virginia Woolf: Jacob's Room; Mrs Dalloway; Night and Day; Orlando; The Voyage Out; To the Lighthouse
James Joyce: A Portrait of the Artist as a Young Man; Dubliners; Ulysses
D. H. Lawrence: Sons and Lovers; The Rainbow; Women in Love
E. M. Forster: A Passage to India; A Room with a View; Howards End; The Longest Journey; Where Angels \
Fear to Tread
Katherine Mansfield: Bliss; The Garden Party
Joseph Conrad: Heart of Darkness; Lord Jim; Nostromo; The Secret Agent; Typhoon; Under Western Eyes
Rudyard Kipling: Plain Tales from the Hills; The Light That Failed
H. G. Wells: Tono-Bungay; The Invisible Man; The Island of Doctor Moreau; The Time Machine; The War of \
the Worlds
Arthur Conan Doyle: A Study in Scarlet; The Adventures of Sherlock Holmes; The Hound of the \
Baskervilles; The Lost World; The Memoirs of Sherlock Holmes; The Return of Sherlock Holmes; The Sign of \
the Four; The Valley of Fear
G. K. Chesterton: The Innocence of Father Brown; The Man Who Was Thursday; The Wisdom of Father Brown
Agatha Christie: The Man in the Brown Suit; The Murder of Roger Ackroyd; The Murder on the Links; The \
Mysterious Affair at Styles; The Secret Adversary; The Secret of Chimneys
Dorothy L. Sayers: Clouds of Witness; Unnatural Death; Whose Body?
Mary Roberts Rinehart: The Bat; The Circular Staircase
Anna Katharine Green: The Leavenworth Case
P. G. Wodehouse: Leave It to Psmith; My Man Jeeves; Psmith in the City; The Inimitable Jeeves
Jerome K. Jerome: Three Men in a Boat; Three Men on the Bummel
W. Somerset Maugham: Of Human Bondage; The Moon and Sixpence; The Painted Veil
John Galsworthy: The Forsyte Saga; The Man of Property
Arnold Bennett: The Old Wives' Tale
Zane Grey: Riders of the Purple Sage; The Lone Star Ranger; The Vanishing American
Owen Wister: The Virginian
Rafael Sabatini: Captain Blood; Scaramouche; The Sea Hawk
William Shakespeare: A Midsummer Night's Dream; As You Like It; Hamlet; Henry V; Julius Caesar; King \
Lear; Macbeth; Much Ado About Nothing; Othello; Richard III; Romeo and Juliet; Sonnets; The Merchant of \
Venice; The Tempest; The Winter's Tale; Twelfth Night
John Milton: Paradise Lost
Geoffrey Chaucer: The Canterbury Tales
Laurence Sterne: A Sentimental Journey; Tristram Shandy
Henry Fielding: Joseph Andrews; Tom Jones
Daniel Defoe: A Journal of the Plague Year; Moll Flanders
Olaudah Equiano: The Interesting Narrative of the Life of Olaudah Equiano
Mary Wollstonecraft: A Vindication of the Rights of Woman
John Stuart Mill: On Liberty; The Subjection of Women
Charles Darwin: On the Origin of Species; The Voyage of the Beagle
Benjamin Franklin: The Autobiography of Benjamin Franklin
Ulysses S. Grant: Personal Memoirs
Homer: The Iliad; The Odyssey
Virgil: The Aeneid
Ovid: Metamorphoses
Sappho: Fragments
Sophocles: Antigone; Oedipus the King
Euripides: Medea; The Trojan Women
Plato: The Republic; The Symposium
Marcus Aurelius: Meditations
Dante Alighieri: Inferno; Paradiso; Purgatorio
Giovanni Boccaccio: The Decameron
Alessandro Manzoni: The Betrothed
Miguel de Cervantes: Don Quixote; Exemplary Novels
Benito Pérez Galdós: Doña Perfecta; Marianela
Emilia Pardo Bazán: The House of Ulloa
Machado de Assis: Dom Casmurro
Eça de Queirós: Cousin Bazilio; The City and the Mountains
Victor Hugo: Les Misérables; The Hunchback of Notre-Dame; Toilers of the Sea
Alexandre Dumas: The Count of Monte Cristo; Twenty Years After
Stendhal: The Charterhouse of Parma; The Red and the Black
Honoré de Balzac: Cousin Bette; Eugénie Grandet; Old Goriot
George Sand: Indiana; The Devil's Pool
Gustave Flaubert: Madame Bovary; Sentimental Education; Three Tales
Émile Zola: Germinal; Nana; The Ladies' Paradise; Thérèse Raquin
Guy de Maupassant: Bel-Ami; Short Stories
Marcel Proust: Swann's Way; Within a Budding Grove
Colette: Chéri; The Vagabond
Voltaire: Candide; Zadig
Johann Wolfgang von Goethe: Faust; The Sorrows of Young Werther
Thomas Mann: Buddenbrooks; Death in Venice; The Magic Mountain
Franz Kafka: The Metamorphosis; The Trial
Rainer Maria Rilke: Duino Elegies; The Notebooks of Malte Laurids Brigge
Hermann Hesse: Demian; Siddhartha; Steppenwolf
Henrik Ibsen: A Doll's House; Hedda Gabler; Peer Gynt
Selma Lagerlöf: Gösta Berling's Saga; Jerusalem
Sigrid Undset: Jenny; Kristin Lavransdatter
Knut Hamsun: Growth of the Soil; Hunger
Fyodor Dostoevsky: Crime and Punishment; Notes from Underground; The Brothers Karamazov; The Gambler; \
The Idiot
Leo Tolstoy: Anna Karenina; Resurrection; The Death of Ivan Ilyich; War and Peace
Ivan Turgenev: A Sportsman's Sketches; Fathers and Sons; First Love
Anton Chekhov: The Cherry Orchard; The Lady with the Dog; The Seagull; Three Sisters; Uncle Vanya
Nikolai Gogol: Dead Souls; The Overcoat
Alexander Pushkin: Eugene Onegin; The Captain's Daughter
Henryk Sienkiewicz: Quo Vadis?; With Fire and Sword
Karel Čapek: R.U.R.
Jaroslav Hašek: The Good Soldier Švejk
Sholem Aleichem: Jewish Children; Stempenyu
Rabindranath Tagore: Gitanjali; The Home and the World
Omar Khayyam: Rubáiyát
Kahlil Gibran: The Madman; The Prophet
Murasaki Shikibu: The Tale of Genji
Natsume Sōseki: Botchan; I Am a Cat; Kokoro
Lu Xun: A Madman's Diary; Call to Arms
Cao Xueqin: Dream of the Red Chamber
Laozi: Tao Te Ching
Sunzi: The Art of War
José Rizal: Noli Me Tángere; The Reign of Greed
Olive Schreiner: The Story of an African Farm
"""

TEENS = """
Louisa May Alcott: Eight Cousins; Jo's Boys; Little Men; Little Women; Rose in Bloom
L. M. Montgomery: Anne of Avonlea; Anne of Green Gables; Anne of the Island; Anne's House of Dreams; \
Emily of New Moon
Jack London: Martin Eden; The Call of the Wild; The Sea-Wolf; White Fang
Robert Louis Stevenson: Kidnapped; The Black Arrow; The Master of Ballantrae; The Strange Case of Dr \
Jekyll and Mr Hyde; Treasure Island
Mark Twain: Adventures of Huckleberry Finn; The Adventures of Tom Sawyer; The Prince and the Pauper
Jules Verne: Around the World in Eighty Days; From the Earth to the Moon; Journey to the Center of the \
Earth; Michael Strogoff; The Mysterious Island; Twenty Thousand Leagues Under the Seas
Alexandre Dumas: The Black Tulip; The Three Musketeers
H. Rider Haggard: Allan Quatermain; King Solomon's Mines; She
Edgar Rice Burroughs: A Princess of Mars; At the Earth's Core; Tarzan of the Apes; The Gods of Mars; The \
Land That Time Forgot; The Return of Tarzan
Anthony Hope: Rupert of Hentzau; The Prisoner of Zenda
Baroness Orczy: The Elusive Pimpernel; The Scarlet Pimpernel
John Buchan: Greenmantle; The Thirty-Nine Steps
Rudyard Kipling: Captains Courageous; Kim; Stalky & Co.
Walter Scott: Ivanhoe; Rob Roy; Waverley
James Fenimore Cooper: The Deerslayer; The Last of the Mohicans; The Pathfinder
Daniel Defoe: Robinson Crusoe
Howard Pyle: Men of Iron; Otto of the Silver Hand; The Merry Adventures of Robin Hood
Gene Stratton-Porter: A Girl of the Limberlost; Freckles
Kate Douglas Wiggin: Rebecca of Sunnybrook Farm
Jean Webster: Daddy-Long-Legs; Dear Enemy; When Patty Went to College
Booth Tarkington: Penrod; Seventeen
Dhan Gopal Mukerji: Gay-Neck; Kari the Elephant
Charles Eastman: Indian Boyhood
Washington Irving: Rip Van Winkle; The Legend of Sleepy Hollow
"""

CHILDREN = """
Lewis Carroll: Alice's Adventures in Wonderland; The Hunting of the Snark; Through the Looking-Glass
Frances Hodgson Burnett: A Little Princess; Little Lord Fauntleroy; The Secret Garden
Kenneth Grahame: Dream Days; The Golden Age; The Reluctant Dragon; The Wind in the Willows
Beatrix Potter: The Story of Miss Moppet; The Tailor of Gloucester; The Tale of Benjamin Bunny; The Tale \
of Jemima Puddle-Duck; The Tale of Mr. Jeremy Fisher; The Tale of Mrs. Tiggy-Winkle; The Tale of Peter \
Rabbit; The Tale of Squirrel Nutkin; The Tale of Tom Kitten; The Tale of Two Bad Mice
J. M. Barrie: Peter and Wendy; Peter Pan in Kensington Gardens
A. A. Milne: Now We Are Six; The House at Pooh Corner; When We Were Very Young; Winnie-the-Pooh
L. Frank Baum: Dorothy and the Wizard in Oz; Glinda of Oz; Ozma of Oz; The Emerald City of Oz; The \
Marvelous Land of Oz; The Patchwork Girl of Oz; The Road to Oz; The Scarecrow of Oz; The Wonderful \
Wizard of Oz; Tik-Tok of Oz
E. Nesbit: Five Children and It; The Enchanted Castle; The Phoenix and the Carpet; The Railway Children; \
The Story of the Amulet; The Story of the Treasure Seekers
George MacDonald: At the Back of the North Wind; The Light Princess; The Princess and Curdie; The \
Princess and the Goblin
Rudyard Kipling: Just So Stories; Puck of Pook's Hill; The Jungle Book; The Second Jungle Book
Johanna Spyri: Heidi
Carlo Collodi: The Adventures of Pinocchio
Anna Sewell: Black Beauty
Margery Williams: The Velveteen Rabbit
Hugh Lofting: Doctor Dolittle's Circus; Doctor Dolittle's Post Office; The Story of Doctor Dolittle; The \
Voyages of Doctor Dolittle
Hans Christian Andersen: The Emperor's New Clothes; The Little Mermaid; The Little Match Girl; The \
Nightingale; The Princess and the Pea; The Snow Queen; The Steadfast Tin Soldier; The Ugly Duckling; \
Thumbelina
Jacob and Wilhelm Grimm: Hansel and Gretel; Little Red Cap; Rapunzel; Rumpelstiltskin; Snow White; The \
Bremen Town Musicians; The Elves and the Shoemaker; The Frog King; The Wolf and the Seven Young Kids
Charles Perrault: Bluebeard; Cinderella; Puss in Boots; Sleeping Beauty
Madame d'Aulnoy: The Blue Bird; The White Cat
Joseph Jacobs: Jack and the Beanstalk; The Story of the Three Little Pigs; Tom Tit Tot
Andrew Lang: The Blue Fairy Book; The Green Fairy Book; The Red Fairy Book; The Yellow Fairy Book
Aesop: Fables
Edward Lear: A Book of Nonsense; The Owl and the Pussy-Cat
Robert Louis Stevenson: A Child's Garden of Verses
Christina Rossetti: Goblin Market; Sing-Song
Heinrich Hoffmann: Struwwelpeter
E. T. A. Hoffmann: The Nutcracker and the Mouse King
Selma Lagerlöf: The Wonderful Adventures of Nils
Waldemar Bonsels: Maya the Bee
Felix Salten: Bambi
Wilhelm Busch: Max and Moritz
Margaret Sidney: Five Little Peppers and How They Grew
Eleanor H. Porter: Just David; Pollyanna
Susan Coolidge: What Katy Did; What Katy Did at School
Mary Mapes Dodge: Hans Brinker
Mary Hallock Foote: The Little Fig-Tree Stories
Thornton W. Burgess: Mother West Wind's Children; Old Mother West Wind; The Adventures of Reddy Fox
Padraic Colum: The Children of Odin; The Children's Homer; The King of Ireland's Son
Carl Sandburg: Rootabaga Stories
Wanda Gág: Millions of Cats
Lucy Fitch Perkins: The Dutch Twins; The French Twins; The Irish Twins; The Japanese Twins
Laura E. Richards: Captain January; The Golden Windows
Palmer Cox: The Brownies, Their Book
Kate Greenaway: Under the Window
Randolph Caldecott: The House That Jack Built; The Three Jovial Huntsmen
Walter Crane: The Baby's Opera
Clement Clarke Moore: A Visit from St. Nicholas
Yei Theodora Ozaki: Japanese Fairy Tales
Oscar Wilde: The Happy Prince; The Selfish Giant
"""

MUSIC = """
Johann Sebastian Bach: Brandenburg Concertos; Cello Suites; Goldberg Variations; Mass in B Minor
Ludwig van Beethoven: Piano Sonatas; Symphony No. 5; Symphony No. 9; String Quartets
Wolfgang Amadeus Mozart: Requiem; The Magic Flute; The Marriage of Figaro
Antonio Vivaldi: The Four Seasons
Clara Schumann: Piano Trio
Fanny Hensel: The Year
Joseph Bologne: Violin Concertos
Frédéric Chopin: Nocturnes; Preludes
Claude Debussy: Children's Corner; Preludes
Maurice Ravel: Mother Goose
Camille Saint-Saëns: The Carnival of the Animals
Pyotr Ilyich Tchaikovsky: Swan Lake; The Nutcracker
Modest Mussorgsky: Pictures at an Exhibition
Edvard Grieg: Peer Gynt Suites
Amy Beach: Gaelic Symphony
Antonín Dvořák: From the New World
Scott Joplin: Rags; Treemonisha
Samuel Coleridge-Taylor: Hiawatha's Wedding Feast
Isaac Albéniz: Iberia
Enrique Granados: Goyescas
"""

MAGAZINES = (
    "The Century",
    "Harper's Monthly",
    "Scribner's Magazine",
    "The Strand Magazine",
    "St. Nicholas",
    "The Crisis",
)

THINGS = (
    "Telescope",
    "Ukulele",
    "Seed packets",
    "Bird-watching kit",
    "Sewing machine",
    "Board game",
    "Museum pass",
)


def listed(text: str) -> list[tuple[str, str]]:
    """(title, author) of every work in one of the lists above."""
    works = []
    for line in text.strip().splitlines():
        author, titles = line.split(": ", 1)
        works += [(title.strip(), author) for title in titles.split("; ")]
    return works
