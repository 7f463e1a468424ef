"""Every code that a finding can carry. Codes are stable: never renumbered, never reused.

The letter says what is wrong: R record files, A anchors, S source texts, V values against words,
C the contract itself, T rows against the contract, P the package's files, H history, D download, W the annotator and pages.
`docs/findings.md` is made from this list.
"""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """What a code means: a title, and one or two sentences on why it matters and what to do."""

    title: str
    meaning: str


CODES: dict[str, Code] = {
    # records
    "R001": Code(
        "Not UTF-8",
        "A file that people write must be UTF-8. Save it again as UTF-8 in your editor; the finding says at which byte it stops being so.",
    ),
    "R002": Code(
        "Too large",
        "A file is larger than a record can be and was not read. A record of one article has some kilobytes.",
    ),
    "R003": Code("Empty file", "There is nothing in the file. `scripts/annotate.py --new` begins one."),
    "R004": Code(
        "Key twice",
        "The same key stands twice in a map, so that one value would silently replace the other. Give one of the two a name of its own.",
    ),
    "R005": Code(
        "Not in our YAML",
        "Tags, anchors, aliases, merge keys and the like are not used in records: they hide what is said.",
    ),
    "R006": Code("Nested too deeply", "Maps and lists stand in each other beyond any use."),
    "R007": Code(
        "Broken YAML",
        "The file can't be read as YAML from here on. The usual cause is a colon, quote or hash in a plain value: write the words as a `|` block.",
    ),
    "R008": Code(
        "Missing file",
        "A document has `text.txt`, `source.yaml` and `record.yaml`; the registries are `actors.yaml`, `places.yaml` and `retired.yaml`.",
    ),
    "R010": Code("Unknown key", "The format has no such key. Often it is misspelt, or belongs to another kind of row."),
    "R011": Code("Missing key", "A key that every such row has is not there."),
    "R012": Code(
        "Wrong type",
        "The value is of another type than its column: text where a number is needed, a list where a map is.",
    ),
    "R013": Code(
        "Unknown code",
        "The vocabulary of the column has no such code. `onrecord codebook` lists the codes with their definitions.",
    ),
    "R014": Code(
        "Unknown reference",
        "The row points to an actor, place, event or quote that doesn't exist. Correct the slug, or add the row.",
    ),
    "R015": Code("Not a slug", "Names of rows become ids: small letters a to z and digits, words joined by hyphens."),
    "R016": Code(
        "Id twice",
        "An id stands for one thing, for good. A second thing gets another one, and a retired one never comes back.",
    ),
    "R017": Code(
        "No EDTF date",
        "Dates are written in Extended Date/Time Format (ISO 8601-2): `2021-04-13`, `2021-04`, `2014`, `2021-03~/..`.",
    ),
    "R018": Code("Value not allowed", "The value breaks a constraint of its column: a pattern, a length, a bound."),
    "R019": Code("Record of another document", "The record names another document than the folder in which it stands."),
    "R020": Code(
        "Comment in the words",
        "` #` begins a comment in a plain YAML value and cuts the words short. Write them as a `|` block.",
    ),
    "R021": Code(
        "Basis without a date", "Basis and precision say how a date was got; without a date they say nothing."
    ),
    # anchors
    "R024": Code(
        "Voice and claimant contradict each other",
        "`voice` is written only where somebody speaks whom the text doesn't name; then there is no claimant.",
    ),
    "R025": Code(
        "Place and its precision contradict each other",
        "An event with places says how near they are; one without says that its place isn't told, or that it has none.",
    ),
    "R026": Code(
        "No rule to break on purpose",
        "`on_purpose` names rules on values and words by their codes, each with the reason why the row breaks it.",
    ),
    "R027": Code(
        "Not what the gazetteer has",
        "An identifier or point with the basis `dataset` is the one that the data of its scheme have under that name.",
    ),
    "R028": Code("No gazetteer", "What is known from elsewhere is checked against data that an extra brings along."),
    "A001": Code("Empty anchor", "An anchor is words of the article."),
    "A002": Code("Brackets that don't fit", "`[[` and `]]` mark the words that are meant, once in an anchor."),
    "A003": Code(
        "Anchored in boilerplate", "Advertising and notices are no part of the report; no row is anchored there."
    ),
    "A004": Code("Anchored twice", "The same words are given twice for the same part of a row."),
    "A010": Code(
        "Words not in the article",
        "An anchor holds the article's own words, letter for letter. The finding shows what comes closest, and what differs.",
    ),
    "A011": Code(
        "Only quotes or dashes differ",
        "The words are there, but with other quotation marks, apostrophes, dashes, capitals or accents. Copy them from the text.",
    ),
    "A012": Code(
        "Words occur more than once",
        "The words stand at several places. Add words around them and mark the ones that are meant: `around [[these]] words`.",
    ),
    "A013": Code("Only inside longer words", "The words stand only as a part of longer words or numbers."),
    "A020": Code(
        "Sentence not accounted for", "Every sentence is anchored by a row, or listed under `left_out` with a reason."
    ),
    "A023": Code(
        "Left out and anchored",
        "A passage under `left_out` is one from which nothing was recorded. Remove it, or say why it stands there.",
    ),
    # source texts
    "S001": Code(
        "Text not UTF-8",
        "A source text is kept as received; when its bytes are no UTF-8, they are converted once, before it is added.",
    ),
    "S002": Code("Text too large", "The text is larger than an article can be and was not read."),
    "S003": Code("Empty text", "There is nothing in `text.txt`."),
    "S004": Code("Not a text", "The file holds bytes that no text has."),
    "S005": Code("No such line", "`zones` in `source.yaml` names lines of the text by number, from 1."),
    "S006": Code("Line in two zones", "A line belongs to one zone."),
    "S010": Code(
        "Text has changed",
        "The text is another one than was annotated: its SHA-256 differs. A source is never corrected, not even a misspelling.",
    ),
    "S011": Code("Same text twice", "Two documents hold the same text."),
    "R022": Code(
        "Section in braces",
        "Rows can only be added to a section that is written as lines. `scripts/annotate.py --format` writes it so.",
    ),
    "R023": Code(
        "Editor can't be used", "The program that `VISUAL` or `EDITOR` names could not be started, or failed."
    ),
    "A021": Code(
        "Library for agreement missing",
        "Comparing coders needs the library krippendorff, which comes with `pip install onrecord[make]`.",
    ),
    "A022": Code("Nothing to compare", "No document has records of both coders."),
    "S012": Code(
        "Article left out",
        "An article of a corpus has no text, an id that stands twice, or is no object. It was left out, the others were coded.",
    ),
    "S013": Code(
        "Folder holds something else",
        "The folder for the tables of a corpus is there and was not made by such a run, so it is not replaced.",
    ),
    "S014": Code(
        "Not a corpus",
        "Articles come as texts (`.txt`, or folders of them), JSON Lines, CSV or Parquet with a column `text`.",
    ),
    "S015": Code(
        "Files passed over",
        "Of a folder only the texts (`.txt`) are coded. Other files in it were not read.",
    ),
    "R070": Code(
        "No answer",
        "The file holds no JSON with rows in it. `onrecord prompt DOCUMENT` prints what to ask a language model for.",
    ),
    "R071": Code("Answer cut", "The JSON ends before it is closed: its whole rows are read, what was cut is lost."),
    "R072": Code("Not a row", "A part of an answer is no row of a section of records, or its id stands twice."),
    "S030": Code(
        "Text not at hand",
        "The rows of this source were not checked, since its text isn't here. That counts as not verified.",
    ),
    "S031": Code(
        "Rights budget: share",
        "More of a text in copyright would be published than the budget in `schemas/datapackage.yaml` allows.",
    ),
    "S033": Code(
        "Not English",
        "The machine coder knows English. Of a text in another language nothing is proposed, unless `--any-language` asks for it.",
    ),
    "S032": Code(
        "Rights budget: run", "A longer run of a text in copyright would be published than the budget allows."
    ),
    # values against words
    "V001": Code(
        "Value and words disagree",
        'The number differs from the words that it is anchored to: "80,000" is 80000, "dozens" has bounds and no value.',
    ),
    "V002": Code("No number in the words", "A figure is anchored to the words or digits of one number."),
    "V003": Code(
        "Qualifier and words disagree",
        'The words say "as many as", "more than" and the like, and the qualifier says something else.',
    ),
    "V004": Code("Noun not printed", "`counted` is the noun as printed in the sentence of the figure."),
    "V010": Code("Direct quote outside of marks", "A direct quote stands inside quotation marks as a whole."),
    "V011": Code("Quoted words outside of marks", "Words recorded as quoted stand inside quotation marks."),
    "V012": Code("Indirect quote inside marks", "An indirect quote stands in no quotation marks."),
    "V020": Code("Date and words disagree", "A date with the basis `stated` has the year that its words tell."),
    "V030": Code("Offsets outside of the text", "A mention's offsets lie beyond the end of its text."),
    "V031": Code(
        "Other words at the offsets",
        "The words at a mention's offsets are not those that were recorded: their SHA-256 differs.",
    ),
    "V032": Code("Other words published", "The published words of a mention differ from those in the text."),
    "V033": Code(
        "Words published without leave", "The codebook says which parts of rows may be published with their words."
    ),
    "V034": Code(
        "Speaker or claimant never named",
        "Whoever speaks, claims or is spoken to is named or described somewhere in the text, and anchored under `actors`.",
    ),
    "V035": Code("Date and words disagree", "A date that its own words tell is one of those that they can mean."),
    "V036": Code("Unit and words disagree", "A unit or currency is the one printed beside the number."),
    "V037": Code("Cue and words disagree", "A cue is the dictionary form of the verb or noun that is anchored."),
    "V038": Code(
        "Not one claim in the text's own voice",
        "Every event has one claim without a claimant: how the text itself stands to it, if only `uncommitted`.",
    ),
    "V039": Code(
        "Claimant twice", "A claimant has one stance on an event; all words that show it are anchored in one claim."
    ),
    "V040": Code(
        "Equal words, different stances", "The same words show the same stance on an event, whoever says them."
    ),
    "V041": Code(
        "Variant fuller than the report",
        "`variant_of` points from the shorter report of the same words to the fuller one.",
    ),
    "V042": Code(
        "Named by no name",
        "An actor with a name is called by it somewhere; one that is only described has its description in square brackets.",
    ),
    "V043": Code("Equal rows", "Two rows that say the same of the same words are one."),
    # contract
    "C001": Code("File of the contract missing", "The contract is the files in `schemas/`."),
    "C002": Code("Contract not YAML", "A file of the contract can't be read."),
    "C003": Code("Unknown type", "The type is none of Table Schema v2."),
    "C004": Code(
        "Unknown constraint", "The type has no such constraint. Nothing in a contract is passed over in silence."
    ),
    "C005": Code("Unknown vocabulary", "The codebook has no such vocabulary."),
    "C006": Code("Unknown property", "A field has no such property."),
    "C007": Code("Wrong shape", "A part of a descriptor is not what the standard says: text where a list has to be."),
    "C008": Code("Value that fits no column", "A bound, code or pattern of a column is none that its type can have."),
    "C009": Code("Key of no column", "A key names columns that don't exist, or that can't be compared."),
    "C010": Code(
        "No row rule",
        "A rule speaks of the columns of one row, by functions that work value by value: no queries, no totals, no files.",
    ),
    "C011": Code(
        "Metadata not as the standard says",
        "A property of the package or of a resource is not what the Data Package standard says: contributors as text, a licence without name or path.",
    ),
    "C012": Code(
        "Property without effect",
        "The standard knows no such property in this place. It is misspelt, or belongs to another part of the descriptor; as it stands, nothing is checked by it.",
    ),
    # rows against the contract
    "T001": Code("Value missing", "The column is required."),
    "T002": Code("Value not in the vocabulary", "The value is none of those allowed."),
    "T003": Code("Pattern", "The value doesn't have the form that its column asks for."),
    "T004": Code("Length", "The text is shorter or longer than allowed."),
    "T005": Code("Bound", "The value lies beyond a bound of its column."),
    "T006": Code("Not a finite number", "Infinity and NaN are no values."),
    "T007": Code("Not of its type", "The text is none that its type allows: no month, no duration, no JSON."),
    "T010": Code("Row rule broken", "Several columns of a row contradict each other; the rule says how."),
    "T011": Code("Primary key twice", "Two rows have the same primary key."),
    "T012": Code("Unique key twice", "Two rows have the same values in columns that are unique together."),
    "T013": Code("Foreign key to nothing", "The row points to a row that doesn't exist."),
    "T014": Code("Foreign key not verified", "The table that the key points to isn't in the package."),
    "T015": Code("Rule not verified", "A row rule or pattern can't be run here; that counts as not verified."),
    "T020": Code("Column missing", "The contract has a column that the file lacks."),
    "T021": Code("Column of another type", "The column's type in the file is not the contract's."),
    "T022": Code("Unknown column", "The file has a column that the contract doesn't know."),
    "T023": Code(
        "Columns in another order",
        "A file has its columns in the order of the contract, unless `fieldsMatch` says otherwise.",
    ),
    "T024": Code(
        "Row of another length",
        "A row has more or fewer cells than the table has columns: a delimiter too many, a quotation mark that is missing.",
    ),
    "T025": Code("Header without names", "A column has no name, or the name of another one."),
    "T026": Code(
        "Not in its encoding", "The file holds bytes that the encoding doesn't have; the descriptor names it."
    ),
    "T027": Code("Table can't be read", "The file is damaged, or not written as its descriptor says."),
    "T030": Code("Check of a schema failed", "A check of the Pandera schema fails on these rows; its name says which."),
    "T031": Code(
        "Check with a function of its own",
        "Such a check is run on all rows at once when it makes a plan of a plan, or by Pandera on each value. One that asks for the values of whole columns is run on one batch of rows after the other: that is right if it looks at each row by itself, and not verified otherwise.",
    ),
    "T032": Code(
        "Not a schema", "Files are checked by schemas of `pandera.polars`: `DataFrameSchema` or `DataFrameModel`."
    ),
    "T033": Code(
        "Column in two places",
        "A column stands in the files and in the names of their folders (`year=2021`), which may say different things.",
    ),
    "T034": Code("One sheet of several", "A workbook has several sheets; the dialect can say which one is the table."),
    "T035": Code(
        "Library needed",
        "Some formats need a library that is not installed; workbooks come with `onrecord[spreadsheets]`.",
    ),
    "T037": Code("Blank lines at the end", "Blank lines behind the last row are no rows; they are left out."),
    "T036": Code(
        "Widths of columns guessed",
        "Text of fixed widths is cut where all lines are blank, unless the dialect tells the widths.",
    ),
    # package
    "P001": Code("Descriptor can't be read", "A data package is a folder with a `datapackage.json`."),
    "P002": Code("Descriptor too large", "The descriptor is larger than any could be and was not read."),
    "P003": Code("Descriptor not JSON", "`datapackage.json` can't be read."),
    "P004": Code("Not a data package", "The descriptor has no list of resources."),
    "P005": Code("Unknown table", "The package has no table of that name."),
    "P006": Code(
        "Path leaves the package",
        "A resource lies inside its package: no absolute paths, no `..`, no links or addresses to elsewhere.",
    ),
    "P007": Code("File missing", "A resource's file isn't there."),
    "P008": Code("Bytes differ", "The file's size is not the one that the descriptor tells."),
    "P009": Code(
        "Hash differs", "The file's SHA-256 is not the one that the descriptor tells: it was changed or damaged."
    ),
    "P010": Code("Not verified", "Something in the package could not be checked; that counts as not verified."),
    "P011": Code("Check sum differs", "A file is not the one that `SHA256SUMS` tells."),
    "P012": Code("Not a Parquet file", "The file can't be read as Parquet."),
    "P013": Code("Nothing to verify", "No package was named, and this is no checkout."),
    "P014": Code("Row count differs", "The file has another number of rows than the descriptor tells."),
    "P015": Code("Name twice", "Two resources of a package have the same name, so that one would hide the other."),
    "P016": Code("Not a size", "Memory is told as 500MB, 2GB or a number of bytes."),
    "P017": Code("Failing rows can't be written", "The file that all failing rows should go into can't be written."),
    "P018": Code(
        "DuckDB needed",
        "The keys of a table need more memory than is allowed. DuckDB compares them on disk; it comes with `onrecord[large]`.",
    ),
    "P019": Code(
        "Stopped at the first error",
        "The verification was told to stop at the first error; what comes after it counts as not verified.",
    ),
    "P020": Code(
        "Changed while it was read",
        "A file was written to, replaced or cut while it was verified, so different parts of it may be of different states.",
    ),
    "P021": Code(
        "Not among the failing rows",
        "`--output` holds rows. What is wrong with a file, a column, a record or a release has no row there and is told in the report only.",
    ),
    "P022": Code(
        "No table",
        "A resource without a schema whose format is none of tables: it was seen whether the file is there and has its bytes and hash.",
    ),
    "P025": Code(
        "Delimiter guessed",
        "A file without a descriptor is cut by another sign than its format has, as it seems to be.",
    ),
    "P026": Code("Descriptor there already", "`onrecord describe` replaces no descriptor unless it is told to."),
    "P029": Code(
        "Reference not followed", "A part of the descriptor stands elsewhere (`$ref`, `extends`): it was not looked at."
    ),
    "P027": Code(
        "List of files unsound", "`files` of a resource tells the bytes, hash and rows of each file of a table."
    ),
    "P028": Code(
        "File not listed", "The files of a table and those of which `files` of its resource tells are not the same."
    ),
    "P023": Code("No file fits", "A resource names a folder or a pattern, and no file of a table is there."),
    "P024": Code(
        "Other files in the folder",
        "A resource names a folder in which files of several formats lie; one format is read.",
    ),
    "P050": Code(
        "No such engine",
        "What is to run the checks on more cores or machines is not known, or its libraries are not installed.",
    ),
    "P035": Code(
        "Accepted without effect",
        "`accepted` in a descriptor lists what is known not to be verified: by code, table and perhaps column, with a reason. An error can't be accepted.",
    ),
    "P036": Code(
        "Copy of an address missing", "`--map` says which file holds what is at an address, and the file isn't there."
    ),
    # history
    "H001": Code("Catalogue can't be read", "`dataset/index.json` is broken."),
    "H002": Code("Released file missing", "A file of a release is gone."),
    "H003": Code(
        "Released file changed",
        "A file of a release is not the one that was released. Releases are never touched again.",
    ),
    "H004": Code("File beside a release", "A file lies in a release's folder that is not part of the release."),
    "H010": Code("Released already", "The version exists; a new release has a higher one."),
    "H011": Code(
        "Version too small",
        "What changed asks for a higher version: a reader must see from the number whether an analysis can break. `docs/history.md` has the table.",
    ),
    "H012": Code("Nothing to release", "The rows and the contract are those of the newest release."),
    "H013": Code(
        "Version of the contract not raised",
        "The contract changed, and `contractVersion` in `schemas/datapackage.yaml` still is that of the last release.",
    ),
    "H014": Code(
        "Correction without a reason",
        "Every corrected cell carries a reason. Write one line into a file of `changes/` that names the row in backticks.",
    ),
    "H015": Code("Reason can't be read", "A file in `changes/` holds one line of text, in UTF-8."),
    "H016": Code("Not a version", "A version is three numbers, such as 1.2.0."),
    "H017": Code("Another release is being made", "Two releases can't be made in one checkout at the same time."),
    "H018": Code("Unknown row", "A reason in `changes/` names a row, table or column that neither release has."),
    "H020": Code(
        "Id vanished", "A row of an earlier release is gone, and `retired` doesn't say why. Nothing vanishes silently."
    ),
    "H021": Code("Id came back", "An id that was gone stands for a row again. Whoever cited it would be misled."),
    "H022": Code(
        "Id means something else", "A column that says what a row is (its source, its kind) changed under the same id."
    ),
    "H023": Code("Retired id still there", "The id is listed as retired and is a row all the same."),
    "H024": Code("Retired id never published", "The id is listed as retired, and no release ever had it."),
    "H025": Code("Entry in `retired` vanished", "What was retired stays listed for good."),
    "H026": Code("Replaced by nothing", "`replaced_by` leads to an id that no table has."),
    "H027": Code("Replaced in a circle", "`replaced_by` leads back to where it began."),
    "H028": Code("Retired in another release", "`retired_in` is the first release without the row."),
    "H030": Code("Not compared", "A table could not be compared with its counterpart; that counts as not the same."),
    "H031": Code("Id in no release", "No release has ever had a row with this id."),
    "H032": Code("Changes can't be written", "The file that the changes should go into can't be written."),
    "H040": Code(
        "Git can't tell what changed",
        "`--changed-since` asks git what a change touches. Git must be installed, and the checkout be a clone.",
    ),
    "H041": Code(
        "Unknown commit", "The change is told by a branch, a tag or a hash; the repository has none of that name."
    ),
    "H042": Code(
        "History cut off",
        "The clone is shallow: it lacks the commit from which the change began. `fetch-depth: 0` for `actions/checkout` fetches it.",
    ),
    "H043": Code("No common history", "The change and the commit that it is compared with have no commit in common."),
    "H044": Code(
        "Earlier state not looked at",
        "The state from which a change began can't be put into a folder: a path in it leaves the folder, or is a link.",
    ),
    "H045": Code("Summary can't be written", "The file that the summary should be added to can't be written."),
    "H046": Code(
        "History rewritten",
        "Each entry of `dataset/index.json` carries the hash of the entry before it; one of them is not what was released. Bring the index back from git.",
    ),
    "H047": Code("Folder in no list", "A folder lies among the releases that the index doesn't list."),
    "H048": Code(
        "Release vanished",
        "A release that was in the catalogue before the change isn't any more; releases are for good.",
    ),
    "H049": Code(
        "Release rewritten",
        "What the index says of a release is not what it said before the change: releases are never touched again.",
    ),
    "H051": Code(
        "Change against a rule of the table",
        "A rule in `transitions` of the table's schema is broken by how a row changed since the package before.",
    ),
    "H052": Code(
        "Rule on changes can't be run",
        "A rule in `transitions` or `metrics` of a table's schema is no SQL on the columns that it may speak of.",
    ),
    "H053": Code(
        "Metric out of bounds", "A bound in `metrics` of the table's schema is broken by what the rows come to."
    ),
    "H054": Code(
        "Version too small for the changes", "What changed since the earlier package asks for a higher version."
    ),
    "H055": Code(
        "Version not verified", "One of the packages has no version of three numbers, so they can't be compared."
    ),
    "H056": Code(
        "Second opinion", "frictionless calls the package that is to be released invalid, or could not be asked."
    ),
    "H057": Code("Archive can't be written", "The folder for the files of a release can't be written to."),
    "H058": Code("Code went", "A code of a vocabulary is gone, and the major version is the same."),
    "H059": Code(
        "Codes in another order",
        "The codes of an ordered vocabulary stand in another order, and the major version is the same.",
    ),
    # download
    "D001": Code("No catalogue", "There is no list of releases where it was looked for."),
    "D002": Code("Unknown release", "The catalogue has no such version."),
    "D003": Code("Unknown table", "The release has no table of that name."),
    "D004": Code("No data package", "There is no `datapackage.json` where it was looked for."),
    "D005": Code("Descriptor not JSON", "`datapackage.json` can't be read."),
    "D006": Code("Unknown vocabulary", "The codebook has no vocabulary of that name."),
    "D007": Code("Unknown id", "No row has that id."),
    "D010": Code("File not fetched", "No address gave the file as the catalogue tells it; nothing was kept of it."),
    "D011": Code(
        "Catalogue out of reach",
        "The catalogue's address gives no index, and the cache holds nothing of it that would do.",
    ),
    "D012": Code(
        "Index not sound",
        "The catalogue's index says what no index can: names that leave the folder, sizes or hashes that are none.",
    ),
    "D013": Code("Not a range of versions", "A version is 1.0.0, 1.0, a range such as >=1,<2, or latest."),
    "D014": Code("Package not got", "An archive or address holds no package that could be brought here."),
    "D015": Code(
        "Release not on this machine",
        "The catalogue lists the release, but this copy of it holds other releases only; an installation carries the newest.",
    ),
    "D016": Code(
        "Can't be written",
        "The cache, or the folder that was named, can't be written: no leave, or no room. `ONRECORD_CACHE` names another place.",
    ),
    "D017": Code(
        "Release is not what it was",
        "The catalogue lists other files than when the release was fetched. Releases are never touched again, so one of the two is not the release.",
    ),
    "D019": Code("No such column for a key", "Rows are to be told apart by a column that the table doesn't have."),
    "D020": Code("Condition can't be asked", "The SQL that rows should fulfil can't be run on the table."),
    "D018": Code("Folder in use", "The folder holds something else already, which a download would replace."),
    # the annotator
    "W001": Code(
        "Changed meanwhile",
        "The annotator was about to change a file that an editor, git or another tab has changed since the page has seen it. Nothing was written; the page shows both, and the change can be made anew.",
    ),
    "W002": Code(
        "Not to be asked",
        "The page asked the annotator for something that it doesn't do, or for a row, an anchor or a key that is not there (any more). Look at the record as it is now.",
    ),
    "W003": Code(
        "Nothing to undo", "The annotator keeps the steps of a session until it is closed, and there is none left."
    ),
    "W004": Code(
        "Slug of a release",
        "A slug is part of an id. Once a release has published the id, it can't change: others refer to it. Retire the row and begin a new one if it denotes another thing.",
    ),
    "W005": Code(
        "Not to be adopted",
        "A proposal of the machine can't be put into the record as it is: another row has its slug, or the row that it is about is missing. Record it by hand.",
    ),
    "W006": Code(
        "Annotator not installed",
        "The annotator needs libraries that not everybody has: `pip install onrecord[annotate]`.",
    ),
    "W007": Code(
        "Name of a coder",
        "A coder's record is a file with the coder's name, so the name is short and plain; `machine` is the machine coder's.",
    ),
    "W009": Code(
        "Library for CAS missing",
        "Annotations of INCEpTION are read and written by a library that not everybody has: `pip install onrecord[interchange]`.",
    ),
    "W010": Code(
        "Doesn't fit",
        "Something of an annotation made elsewhere has no place in a record, or its words are not where it says. The rest was imported.",
    ),
    "W012": Code(
        "Tables not looked at",
        "The annotator looks at the tables in a process beside, and that process could not run or was stopped. `onrecord verify` looks at everything.",
    ),
    "W011": Code("No such annotations", "The files are not what the format that was named would be."),
    "W008": Code(
        "Port not free",
        "The port that was asked for can't be used. Leave `--port` out, and the annotator takes any free one.",
    ),
    # pages
    "W030": Code(
        "Folder holds something else",
        "A site replaces a folder that is empty or that `onrecord site` made, and no other. Name another with `--out`.",
    ),
    "W031": Code(
        "Pages show too much",
        "The pages would show more of a text in copyright than the rights budget allows, measured on the pages themselves. Nothing was written.",
    ),
    "W032": Code("Link leads nowhere", "A page links to a page, file or heading that isn't there."),
    "W033": Code(
        "Library missing",
        "Pages and charts need libraries that not everybody wants: `pip install 'onrecord[site]'`.",
    ),
    "W034": Code(
        "No site here", "There are no pages in the folder that shall be looked at. `onrecord site` makes them."
    ),
    "W035": Code("Port not free", "Another program uses the port, or nobody may use it. `--port` names another."),
    "D040": Code("Folder not empty", "A new dataset begins in a folder of its own, where nothing is overwritten."),
    "D041": Code("Not a name of a package", "A data package has a name of small letters, digits and hyphens."),
    "D042": Code(
        "Script of the dataset failed",
        "`onrecord build` runs `scripts/tables.py` of the repository, and it ended with an error.",
    ),
    "D043": Code("No file of a table", "The contract has a table for which there is no file in `seeds/`."),
}

_LETTERS = {
    "R": "Record files",
    "A": "Anchors",
    "S": "Source texts",
    "V": "Values against words",
    "C": "The contract",
    "T": "Rows against the contract",
    "P": "Packages",
    "H": "History",
    "D": "Finding and reading releases",
    "W": "Annotating and pages",
}

_INTRODUCTION = """\
# Findings

Every finding has a code that never changes. `onrecord verify` shows all of them in one run.
Exit codes: 0 all verified, 1 findings, 2 could not run; 130 stopped, 141 not read to its end. What was skipped counts as
not verified.
"""


def codes_page() -> str:
    """All codes with their meanings as a page in Markdown."""
    parts = [_INTRODUCTION]
    for letter, name in _LETTERS.items():
        parts.append(f"\n## {letter}: {name}\n")
        parts += [f"\n### {key} {code.title}\n\n{code.meaning}\n" for key, code in CODES.items() if key[0] == letter]
    return "".join(parts)
