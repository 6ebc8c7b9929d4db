-- The record as tables and views: the one description of them.
--
-- The comment above a table or view and the comment behind each column are more than notes: they are
-- read from this file into the tables _tables and _columns, so that they travel with every record.
-- A column's comment may go on in the next line.
--
-- Places are Unicode scalar values ("characters" as Python's len counts them), half-open, in the text of
-- the article: substr(articles.text, start_char + 1, end_char - start_char) is the quote.
-- Every id is made from the article's own id, so that it stays the same when the record is built again.
-- Columns called name or title are what a browser such as Datasette shows for a link to the row.

-- What this file is: its schema, the program that made it, whether the articles are collated, and by which version.
CREATE TABLE meta (
    key TEXT PRIMARY KEY, -- which fact
    value TEXT NOT NULL -- the fact
);

-- Every table and view, with what a row of it is.
CREATE TABLE _tables (
    name TEXT PRIMARY KEY, -- the table or view
    kind TEXT NOT NULL, -- table or view
    comment TEXT NOT NULL -- what a row of it is
);

-- Every column of every table and view, with what it holds.
CREATE TABLE _columns (
    table_name TEXT NOT NULL REFERENCES _tables (name), -- the table or view
    column_name TEXT NOT NULL, -- the column
    comment TEXT NOT NULL, -- what it holds
    PRIMARY KEY (table_name, column_name)
);

-- Every file that was asked for.
CREATE TABLE sources (
    path TEXT PRIMARY KEY, -- the file, as given
    state TEXT NOT NULL, -- read; refused: nothing could be read; gone: read once and no longer there, what
    -- was read is kept; reading: a build was stopped inside it, the next one goes on
    fingerprint TEXT, -- SHA-256 of its bytes, hexadecimal; empty where they could not be read
    tool TEXT NOT NULL -- the version of rapporteur that read it
);

-- Which articles stand in which file. An article with two files was saved twice, byte for byte.
CREATE TABLE source_articles (
    source TEXT NOT NULL REFERENCES sources (path) ON DELETE CASCADE ON UPDATE CASCADE, -- the file
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    name TEXT NOT NULL, -- what the reader calls the article there: the file, and the line in a file of many
    fingerprint TEXT NOT NULL, -- of the file, when the article was found in it
    PRIMARY KEY (source, article)
) WITHOUT ROWID;
CREATE INDEX source_articles_article ON source_articles (article);

-- What could not be read, and why.
CREATE TABLE refused (
    source TEXT NOT NULL, -- the file or the part of it, as given
    reason TEXT NOT NULL, -- a sentence
    path TEXT NOT NULL REFERENCES sources (path) ON DELETE CASCADE ON UPDATE CASCADE, -- the file
    PRIMARY KEY (source, reason)
) WITHOUT ROWID;
CREATE INDEX refused_path ON refused (path);

-- Every article that was read.
CREATE TABLE articles (
    id TEXT PRIMARY KEY, -- sixteen hexadecimal digits of the SHA-256 of the source bytes
    title TEXT NOT NULL, -- the headline; the source where none was found
    outlet TEXT, -- who published it
    published TEXT, -- the day of publication, empty where it could not be fixed
    published_how TEXT NOT NULL, -- printed, metadata, inferred or unknown
    published_first_day TEXT, -- the first day of publication that the text leaves open; the day itself where it is fixed
    published_last_day TEXT, -- the last
    byline TEXT, -- the line naming the authors, as printed
    url TEXT, -- the article's own address
    language TEXT NOT NULL, -- ISO 639-1; only English (en) is analysed
    source TEXT NOT NULL, -- where it was read from; the first by name where several files hold it
    text TEXT NOT NULL, -- the whole text, as read
    object TEXT NOT NULL -- the article object as JSON: what every other table about this article is made from
);
CREATE INDEX articles_outlet ON articles (outlet, published, source);
CREATE INDEX articles_published ON articles (published, source);
CREATE INDEX articles_source ON articles (source);

-- Who wrote an article.
CREATE TABLE authors (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    number INTEGER NOT NULL, -- from 1, in the order given
    name TEXT NOT NULL -- the name, without titles, outlets and addresses
) WITHOUT ROWID;
CREATE INDEX authors_article ON authors (article);
CREATE INDEX authors_name ON authors (name);

-- What each part of a page says about the article. Of each field the most trusted comes first.
CREATE TABLE candidates (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    number INTEGER NOT NULL, -- from 1
    field TEXT NOT NULL, -- what it tells: published, modified, headline, author, outlet or url
    value TEXT NOT NULL, -- as it stands there
    place TEXT NOT NULL, -- where it stands: json-ld datePublished, meta og:site_name, byline, address, …
    chosen INTEGER NOT NULL -- 1 where the article's own field says the same
) WITHOUT ROWID;
CREATE INDEX candidates_article ON candidates (article);

-- What kind of text stands where in an article.
CREATE TABLE blocks (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    kind TEXT NOT NULL, -- headline, byline, dateline, body, caption, credit, update, links, correction, other
    start_char INTEGER NOT NULL, -- first character
    end_char INTEGER NOT NULL -- one past the last
) WITHOUT ROWID;
CREATE INDEX blocks_article ON blocks (article);

-- Time expressions, after TIMEX3.
CREATE TABLE times (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    quote TEXT NOT NULL, -- the words
    type TEXT NOT NULL, -- DATE, TIME, DURATION or SET
    value TEXT, -- the TIMEX3 value, empty where the text leaves it open
    mod TEXT, -- how the value is meant: APPROX, START, …
    first_day TEXT, -- the first day the value covers, where it names days of the calendar
    last_day TEXT, -- the last
    anchor TEXT, -- what the value was counted from: itself, published, dateline, spoken or said; empty where it is open
    anchor_words TEXT, -- the words that give that day, where the text has them
    start_char INTEGER NOT NULL, -- first character
    end_char INTEGER NOT NULL -- one past the last
) WITHOUT ROWID;
CREATE INDEX times_article ON times (article);
CREATE INDEX times_first_day ON times (first_day, last_day, article);
CREATE INDEX times_ranges ON times (last_day, first_day) WHERE first_day <> last_day;
CREATE INDEX times_open ON times (article) WHERE value IS NULL;

-- Who and what an article speaks of.
CREATE TABLE referents (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    name TEXT NOT NULL, -- the fullest form the article uses: a handle, not a ruling
    type TEXT NOT NULL, -- person, organisation, place, agreement, law, event or group
    roles TEXT NOT NULL -- offices the article gives, parted by semicolons
) WITHOUT ROWID;
CREATE INDEX referents_article ON referents (article);
CREATE INDEX referents_name ON referents (name);

-- The words that refer to somebody or something.
CREATE TABLE mentions (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    referent TEXT REFERENCES referents (id) ON DELETE CASCADE, -- to whom they refer, empty where open
    quote TEXT NOT NULL, -- the words
    form TEXT NOT NULL, -- name, description or pronoun
    start_char INTEGER NOT NULL, -- first character
    end_char INTEGER NOT NULL -- one past the last
) WITHOUT ROWID;
CREATE INDEX mentions_article ON mentions (article);
CREATE INDEX mentions_referent ON mentions (referent);

-- Who said what: one row a statement.
CREATE TABLE statements (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    title TEXT NOT NULL, -- the statement in one line
    speaker TEXT REFERENCES referents (id) ON DELETE CASCADE, -- who said it, empty where open
    speaker_name TEXT, -- the speaker's name in this article
    speaker_unknown TEXT, -- why the speaker is open
    content TEXT NOT NULL, -- what was said, its pieces joined by " … "
    source TEXT NOT NULL, -- the words that name the speaker, as printed
    cue TEXT NOT NULL, -- the words that make it a statement, as printed
    kind TEXT NOT NULL, -- direct, indirect or mixed
    mode TEXT NOT NULL, -- speech, or thought
    to_names TEXT NOT NULL, -- to whom, parted by semicolons
    about_names TEXT NOT NULL, -- about whom or what, parted by semicolons
    acts TEXT NOT NULL, -- what the statement does, parted by commas
    negated INTEGER NOT NULL, -- 1 where the act is denied
    aimed_at_names TEXT NOT NULL, -- whom the acts are aimed at, parted by semicolons
    answers TEXT REFERENCES statements (id) ON DELETE CASCADE, -- the statement whose act this one takes up
    said TEXT, -- when it was said: day, month or interval
    said_first_day TEXT, -- the first day that value covers
    said_last_day TEXT, -- the last
    outlet TEXT, -- who published it
    published TEXT, -- the day of publication
    medium TEXT, -- by what means, as printed
    venue TEXT, -- where, on what occasion, as printed
    condition_if TEXT, -- what is presupposed
    condition_then TEXT, -- what then follows
    condition_polarity TEXT, -- if, or unless: it follows where the first does not come about
    condition_otherwise TEXT, -- what follows in the contrary case, where that is said too
    reported_in TEXT REFERENCES statements (id) ON DELETE CASCADE, -- the statement that reports this one
    confidence REAL NOT NULL, -- how sure the reader is, 0 to 1
    start_char INTEGER NOT NULL, -- first character of the content
    end_char INTEGER NOT NULL -- one past the last
);
CREATE INDEX statements_article ON statements (article);
CREATE INDEX statements_speaker ON statements (speaker, published);
CREATE INDEX statements_reported_in ON statements (reported_in);
CREATE INDEX statements_answers ON statements (answers);
CREATE INDEX statements_published ON statements (published);
CREATE INDEX statements_said ON statements (said_first_day, said_last_day, speaker, speaker_name, outlet);
CREATE INDEX statements_said_ranges ON statements (said_last_day, said_first_day)
    WHERE said_first_day <> said_last_day;
CREATE INDEX statements_confidence ON statements (confidence);
CREATE INDEX statements_speaker_name ON statements (speaker_name);
CREATE INDEX statements_outlet ON statements (outlet, published);

-- The exact words of each part of a statement.
CREATE TABLE statement_pieces (
    id TEXT PRIMARY KEY, -- statement, part and number
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, -- the statement
    part TEXT NOT NULL, -- source, cue, content, medium, venue, said, if or then
    quote TEXT NOT NULL, -- the words
    start_char INTEGER NOT NULL, -- first character
    end_char INTEGER NOT NULL -- one past the last
) WITHOUT ROWID;
CREATE INDEX statement_pieces_statement ON statement_pieces (statement);

-- The days of a statement, each kept apart: published, said, and of what it speaks of happened, due, in force.
CREATE TABLE statement_dates (
    id TEXT PRIMARY KEY, -- statement, role and number
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, -- the statement
    role TEXT NOT NULL, -- published, said, happened, due or in-force
    value TEXT, -- the TIMEX3 value: a date, an interval, or the length of a term ("within 30 days")
    first_day TEXT, -- the first day that is meant, empty for an open beginning ("by 1 May")
    last_day TEXT, -- the last, empty for an open end ("since 2019")
    precision TEXT, -- how exact the words are: day, week, month, season, year, …
    mod TEXT, -- how the value is meant: APPROX, START, …
    words TEXT, -- the words of the date; empty where the text does not print it
    shown_by TEXT, -- the words that show the role; empty where only the days show it
    start_char INTEGER, -- first character of the words
    end_char INTEGER -- one past the last
) WITHOUT ROWID;
CREATE INDEX statement_dates_statement ON statement_dates (statement);
CREATE INDEX statement_dates_first_day ON statement_dates (first_day);
CREATE INDEX statement_dates_role ON statement_dates (role, first_day, last_day, statement);
CREATE INDEX statement_dates_ranges ON statement_dates (role, last_day, first_day)
    WHERE first_day <> last_day;

-- To whom a statement was made.
CREATE TABLE statement_to (
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, -- the statement
    referent TEXT NOT NULL REFERENCES referents (id) ON DELETE CASCADE, -- to whom
    PRIMARY KEY (statement, referent)
) WITHOUT ROWID;
CREATE INDEX statement_to_referent ON statement_to (referent);

-- Whom or what a statement is about.
CREATE TABLE statement_about (
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, -- the statement
    referent TEXT NOT NULL REFERENCES referents (id) ON DELETE CASCADE, -- about whom or what
    PRIMARY KEY (statement, referent)
) WITHOUT ROWID;
CREATE INDEX statement_about_referent ON statement_about (referent);

-- Who and what is named, described or meant by a pronoun in the words said.
CREATE TABLE statement_names (
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, -- the statement
    referent TEXT NOT NULL REFERENCES referents (id) ON DELETE CASCADE, -- who or what
    PRIMARY KEY (statement, referent)
) WITHOUT ROWID;
CREATE INDEX statement_names_referent ON statement_names (referent);

-- Whom the acts of a statement are aimed at: who is accused, threatened, asked, thanked.
CREATE TABLE statement_aimed_at (
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, -- the statement
    referent TEXT NOT NULL REFERENCES referents (id) ON DELETE CASCADE, -- whom
    PRIMARY KEY (statement, referent)
) WITHOUT ROWID;
CREATE INDEX statement_aimed_at_referent ON statement_aimed_at (referent);

-- What a statement does.
CREATE TABLE statement_acts (
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, -- the statement
    act TEXT NOT NULL, -- accuse, demand, threaten, warn, reject, deny, promise, offer, agree, appeal, praise,
    -- justify, express-hope, report, announce or question
    plover TEXT, -- its category of PLOVER, empty for what PLOVER does not code
    words TEXT, -- the first words that show it, as printed
    start_char INTEGER, -- their first character
    end_char INTEGER, -- one past the last
    PRIMARY KEY (statement, act)
) WITHOUT ROWID;
CREATE INDEX statement_acts_act ON statement_acts (act);

-- Numbers, with what they count and whose they are.
CREATE TABLE figures (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    quote TEXT NOT NULL, -- the words
    low REAL, -- the number, or the lower end of a range
    high REAL, -- the number, or the upper end of a range
    unit TEXT, -- what is counted or measured, as printed; null where that is only understood
    mod TEXT, -- about, more than or less than
    stated_in TEXT REFERENCES statements (id) ON DELETE CASCADE, -- the statement it stands in; empty: the
    -- article's own voice
    start_char INTEGER NOT NULL, -- first character
    end_char INTEGER NOT NULL -- one past the last
) WITHOUT ROWID;
CREATE INDEX figures_article ON figures (article);
CREATE INDEX figures_stated_in ON figures (stated_in);

-- Who is said to owe whom what.
CREATE TABLE commitments (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    what TEXT NOT NULL, -- what is owed, as printed
    debtor TEXT NOT NULL REFERENCES referents (id) ON DELETE CASCADE, -- who owes
    creditor TEXT REFERENCES referents (id) ON DELETE CASCADE, -- to whom
    instrument TEXT REFERENCES referents (id) ON DELETE CASCADE, -- under which agreement or law
    article_number TEXT, -- under which article of it
    due TEXT, -- by when
    status TEXT NOT NULL, -- owed, said-fulfilled, said-breached, denied or disputed: what that voice says of it
    said_by TEXT REFERENCES statements (id) ON DELETE CASCADE, -- the statement that says so; empty: the
    -- article's own voice
    start_char INTEGER NOT NULL, -- first character of what is owed
    end_char INTEGER NOT NULL -- one past the last
) WITHOUT ROWID;
CREATE INDEX commitments_article ON commitments (article);
CREATE INDEX commitments_debtor ON commitments (debtor);
CREATE INDEX commitments_creditor ON commitments (creditor);
CREATE INDEX commitments_instrument ON commitments (instrument);
CREATE INDEX commitments_said_by ON commitments (said_by);

-- What a person should know about the reading of an article.
CREATE TABLE warnings (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    code TEXT NOT NULL, -- a word a program can match
    message TEXT NOT NULL, -- a sentence
    start_char INTEGER, -- first character, empty where the whole article is meant
    end_char INTEGER -- one past the last
) WITHOUT ROWID;
CREATE INDEX warnings_article ON warnings (article);

-- One person, body, place … across articles, under all its names.
CREATE TABLE shared_referents (
    id TEXT PRIMARY KEY, -- R1, R2, …
    name TEXT NOT NULL, -- the commonest full form: a handle, not a ruling
    type TEXT NOT NULL, -- person, organisation, place, agreement, law, event or group
    names TEXT NOT NULL, -- every form, parted by semicolons
    position INTEGER NOT NULL, -- its place in the record
    object TEXT NOT NULL -- the same as JSON
);
CREATE INDEX shared_referents_name ON shared_referents (name);

-- Which outlet uses which form of a name, how often.
CREATE TABLE name_forms (
    shared_referent TEXT NOT NULL REFERENCES shared_referents (id) ON DELETE CASCADE, -- whose name
    form TEXT NOT NULL, -- as printed
    outlet TEXT NOT NULL, -- the outlet, or the source where the outlet is not known
    uses INTEGER NOT NULL, -- how often
    PRIMARY KEY (shared_referent, form, outlet)
) WITHOUT ROWID;

-- Which referent of an article is which across articles.
CREATE TABLE members (
    shared_referent TEXT NOT NULL REFERENCES shared_referents (id) ON DELETE CASCADE, -- across articles
    referent TEXT NOT NULL REFERENCES referents (id) ON DELETE CASCADE, -- in the article
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    PRIMARY KEY (shared_referent, referent)
) WITHOUT ROWID;
CREATE INDEX members_referent ON members (referent);
CREATE INDEX members_article ON members (article);

-- Groups of articles that carry one text.
CREATE TABLE copies (
    id TEXT PRIMARY KEY, -- K1, K2, …
    title TEXT NOT NULL, -- the headline of the original, or of the first
    original TEXT REFERENCES articles (id) ON DELETE CASCADE, -- whose text it is, empty where that is open
    shared REAL NOT NULL, -- the smallest share of text that one of them has in common with the group, 0 to 1
    position INTEGER NOT NULL, -- its place in the record
    object TEXT NOT NULL -- the same as JSON
);
CREATE INDEX copies_original ON copies (original);

-- Which articles carry the text of a group, the original too.
CREATE TABLE copy_articles (
    copies TEXT NOT NULL REFERENCES copies (id) ON DELETE CASCADE, -- the group
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    PRIMARY KEY (copies, article)
) WITHOUT ROWID;
CREATE INDEX copy_articles_article ON copy_articles (article);

-- Matters that articles are about.
CREATE TABLE stories (
    id TEXT PRIMARY KEY, -- S1, S2, …
    title TEXT NOT NULL, -- a headline of it
    position INTEGER NOT NULL, -- its place in the record
    object TEXT NOT NULL -- the same as JSON
);

-- Which articles are about which matter.
CREATE TABLE story_articles (
    story TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE, -- the matter
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    position INTEGER NOT NULL, -- its place in the order of publication
    PRIMARY KEY (story, article)
) WITHOUT ROWID;
CREATE INDEX story_articles_article ON story_articles (article);

-- The same thing as several accounts have it.
CREATE TABLE collations (
    id TEXT PRIMARY KEY, -- C1, C2, …
    title TEXT NOT NULL, -- what is compared, in a line (topic in the JSON)
    story TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE, -- the matter
    kind TEXT NOT NULL, -- date, number, role, status, name, stipulation, utterance or position
    rule TEXT NOT NULL, -- which rule lined the accounts up: counts-of-one-thing, … (docs/collations.md)
    verdict TEXT NOT NULL, -- agree or differ, never more
    reports INTEGER NOT NULL, -- how many articles tell it
    independent INTEGER NOT NULL, -- how many of them are not copies of another
    position INTEGER NOT NULL, -- its place in the record
    object TEXT NOT NULL -- the same as JSON
);
CREATE INDEX collations_story ON collations (story, verdict DESC, position);
CREATE INDEX collations_verdict ON collations (verdict DESC, position);

-- What each account says of the thing compared.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, -- collation and number
    collation TEXT NOT NULL REFERENCES collations (id) ON DELETE CASCADE, -- the thing compared
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    quote TEXT NOT NULL, -- the words
    value TEXT, -- what they come to, comparable within the collation
    evidence TEXT NOT NULL, -- the words it has in common with the other accounts, parted by semicolons
    said_by TEXT REFERENCES shared_referents (id) ON DELETE CASCADE, -- whose voice; empty: the outlet's own
    copy_of TEXT REFERENCES articles (id) ON DELETE CASCADE, -- the article whose text this one carries here
    start_char INTEGER NOT NULL, -- first character
    end_char INTEGER NOT NULL -- one past the last
) WITHOUT ROWID;
CREATE INDEX accounts_collation ON accounts (collation);
CREATE INDEX accounts_article ON accounts (article);
CREATE INDEX accounts_said_by ON accounts (said_by);
CREATE INDEX accounts_copy_of ON accounts (copy_of);

-- Articles on the matter that say nothing of the thing compared.
CREATE TABLE silences (
    collation TEXT NOT NULL REFERENCES collations (id) ON DELETE CASCADE, -- the thing compared
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article that is silent
    PRIMARY KEY (collation, article)
) WITHOUT ROWID;
CREATE INDEX silences_article ON silences (article);

-- What the program itself read in an article that people have corrected.
CREATE TABLE uncorrected (
    article TEXT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE, -- the article
    object TEXT NOT NULL -- the article object as JSON before any correction
);

-- People's corrections, as they were taken in last; the file beside the record is the truth.
CREATE TABLE corrections (
    id TEXT PRIMARY KEY, -- c1, c2, …: its number in the file of corrections
    made TEXT NOT NULL, -- when, UTC
    who TEXT NOT NULL, -- who, as they call themselves
    why TEXT, -- why, where they said so
    change TEXT NOT NULL, -- accept, reject, unsure, speaker, words, day, act, merge, split; of a figure or time:
    -- figure, no figure, time, no time
    article TEXT, -- the article's id when it was made; empty for names
    quote TEXT, -- the words it is tied to
    state TEXT NOT NULL, -- held; or orphan: its words are no longer there, and it is put nowhere else
    reason TEXT -- why it is an orphan
);

-- Search over articles: MATCH it, and join rowid to articles.
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, -- the headline
    outlet, -- who published it
    text, -- the whole text
    content="articles", tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, outlet, text)
    VALUES (new.rowid, new.title, new.outlet, new.text);
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, outlet, text)
    VALUES ('delete', old.rowid, old.title, old.outlet, old.text);
END;

-- Search over statements: MATCH it, and join rowid to statements.
CREATE VIRTUAL TABLE statements_fts USING fts5(
    content, -- what was said
    speaker_name, -- who said it
    source, -- the words that name the speaker
    to_names, -- to whom
    outlet, -- who published it
    content="statements", tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER statements_fts_insert AFTER INSERT ON statements BEGIN
    INSERT INTO statements_fts (rowid, content, speaker_name, source, to_names, outlet)
    VALUES (new.rowid, new.content, new.speaker_name, new.source, new.to_names, new.outlet);
END;
CREATE TRIGGER statements_fts_delete AFTER DELETE ON statements BEGIN
    INSERT INTO statements_fts (statements_fts, rowid, content, speaker_name, source, to_names, outlet)
    VALUES ('delete', old.rowid, old.content, old.speaker_name, old.source, old.to_names, old.outlet);
END;

-- Search over all names of those who appear across articles: MATCH it, and join rowid to shared_referents.
CREATE VIRTUAL TABLE shared_referents_fts USING fts5(
    name, -- the commonest form
    names, -- every form
    content="shared_referents", tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER shared_referents_fts_insert AFTER INSERT ON shared_referents BEGIN
    INSERT INTO shared_referents_fts (rowid, name, names) VALUES (new.rowid, new.name, new.names);
END;
CREATE TRIGGER shared_referents_fts_delete AFTER DELETE ON shared_referents BEGIN
    INSERT INTO shared_referents_fts (shared_referents_fts, rowid, name, names)
    VALUES ('delete', old.rowid, old.name, old.names);
END;

-- Who does what to whom, as one voice tells it.
CREATE TABLE events (
    id TEXT PRIMARY KEY, -- article and number
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    source TEXT NOT NULL REFERENCES referents (id) ON DELETE CASCADE, -- who does it
    target TEXT NOT NULL REFERENCES referents (id) ON DELETE CASCADE, -- to whom
    category TEXT NOT NULL, -- the category of PLOVER, in capitals
    words TEXT NOT NULL, -- the words that show it
    day TEXT, -- when, where its sentence gives one day
    stated_in TEXT REFERENCES statements (id) ON DELETE CASCADE, -- the statement that tells it; empty: the
    -- article's own voice
    start_char INTEGER NOT NULL, -- first character of the words
    end_char INTEGER NOT NULL -- one past the last
) WITHOUT ROWID;
CREATE INDEX events_article ON events (article);
CREATE INDEX events_source ON events (source);
CREATE INDEX events_target ON events (target);
CREATE INDEX events_stated_in ON events (stated_in);

-- One duty through all articles: who owes what, under what.
CREATE TABLE duties (
    id TEXT PRIMARY KEY, -- D1, D2, …
    title TEXT NOT NULL, -- what is owed, in the words of the first that tells it
    debtor TEXT NOT NULL REFERENCES shared_referents (id) ON DELETE CASCADE, -- who owes
    creditor TEXT REFERENCES shared_referents (id) ON DELETE CASCADE, -- to whom, where a voice says so
    instrument TEXT REFERENCES shared_referents (id) ON DELETE CASCADE, -- under which agreement or law, where
    -- a voice says so
    position INTEGER NOT NULL, -- its place in the record object
    object TEXT NOT NULL -- the duty as JSON
) WITHOUT ROWID;
CREATE INDEX duties_debtor ON duties (debtor);
CREATE INDEX duties_creditor ON duties (creditor);
CREATE INDEX duties_instrument ON duties (instrument);

-- What each voice says of a duty: undertaken, said to be broken, denied, charged back.
CREATE TABLE duty_steps (
    id TEXT PRIMARY KEY, -- the duty and a number, in the order of the days
    duty TEXT NOT NULL REFERENCES duties (id) ON DELETE CASCADE, -- the duty
    position INTEGER NOT NULL, -- its place among the steps, from 1
    step TEXT NOT NULL, -- undertaking, fulfilment, alleged-breach, dispute, denial, no-such-duty or
    -- counter-charge: what this voice says
    day TEXT, -- when it was said, where known, else the day of publication
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, -- the article
    quote TEXT NOT NULL, -- the words
    start_char INTEGER NOT NULL, -- their first character
    end_char INTEGER NOT NULL, -- one past the last
    said_by TEXT REFERENCES shared_referents (id) ON DELETE CASCADE, -- whose voice; empty: the outlet's own, or
    -- somebody unknown
    statement TEXT REFERENCES statements (id) ON DELETE CASCADE, -- the statement; empty: the outlet's own voice
    commitment TEXT REFERENCES commitments (id) ON DELETE CASCADE, -- the commitment; empty for a statement that
    -- only takes up another
    joined_by TEXT NOT NULL, -- the words it shares with an earlier step, for which both are taken for one duty
    answers TEXT REFERENCES duty_steps (id) ON DELETE CASCADE, -- the step it takes up
    copy_of TEXT REFERENCES articles (id) ON DELETE CASCADE -- the article whose text this one carries here
) WITHOUT ROWID;
CREATE INDEX duty_steps_duty ON duty_steps (duty);
CREATE INDEX duty_steps_article ON duty_steps (article);
CREATE INDEX duty_steps_said_by ON duty_steps (said_by);
CREATE INDEX duty_steps_statement ON duty_steps (statement);
CREATE INDEX duty_steps_commitment ON duty_steps (commitment);
CREATE INDEX duty_steps_answers ON duty_steps (answers);
CREATE INDEX duty_steps_copy_of ON duty_steps (copy_of);

-- What was read? One row an article, with what was found in it.
CREATE VIEW v_articles (
    published, -- the day of publication
    outlet, -- who published it
    title, -- the headline, or the source
    authors, -- who wrote it
    story, -- the matter it is about
    statements, -- how many statements were found
    unattributed, -- how many of them have no known speaker
    times, -- how many time expressions
    figures, -- how many numbers
    commitments, -- how many commitments
    files, -- how many files hold it
    language, -- ISO 639-1
    source, -- where it was read from
    article -- its id
) AS
SELECT a.published, a.outlet, a.title,
    (SELECT group_concat(w.name, '; ') FROM (SELECT name FROM authors w WHERE w.article = a.id ORDER BY w.number) w),
    (SELECT st.title FROM story_articles sa JOIN stories st ON st.id = sa.story WHERE sa.article = a.id),
    (SELECT count(*) FROM statements s WHERE s.article = a.id),
    (SELECT count(*) FROM statements s WHERE s.article = a.id AND s.speaker IS NULL),
    (SELECT count(*) FROM times t WHERE t.article = a.id),
    (SELECT count(*) FROM figures f WHERE f.article = a.id),
    (SELECT count(*) FROM commitments c WHERE c.article = a.id),
    (SELECT count(*) FROM source_articles sa WHERE sa.article = a.id),
    a.language, a.source, a.id
FROM articles a
ORDER BY a.published, a.source;

-- What does each page say of its own day, authors and outlet, and which of it is believed?
CREATE VIEW v_candidates (
    field, -- what is told: published, modified, headline, author, outlet or url
    value, -- as it stands there
    place, -- where it stands
    chosen, -- 1 where the article's own field says the same
    title, -- the headline of the article, or the source
    source, -- where the article was read from
    article -- the article's id
) AS
SELECT c.field, c.value, c.place, c.chosen, a.title, a.source, c.article
FROM candidates c
JOIN articles a ON a.id = c.article
ORDER BY a.published, a.source, c.number;

-- Who said what, when, to whom, in which outlet?
CREATE VIEW v_statements (
    said, -- when it was said, where the text fixes it
    published, -- the day of publication
    happened, -- when what it speaks of happened, parted by semicolons; a bar parts first and last day
    due, -- when that is due, the same way; before the bar nothing: by that day
    in_force, -- from when until when that holds, the same way; behind the bar nothing: from that day on
    outlet, -- who published it
    speaker, -- who said it: the name across articles, else the name in the article
    to_whom, -- to whom
    content, -- what was said
    acts, -- what the statement does
    about, -- about whom or what
    kind, -- direct, indirect or mixed
    mode, -- speech, or thought
    source, -- the words that name the speaker
    cue, -- the words that make it a statement
    speaker_unknown, -- why the speaker is open
    headline, -- the headline of the article
    confidence, -- how sure the reader is, 0 to 1
    start_char, -- first character of the content in the article's text
    end_char, -- one past the last
    article, -- the article's id
    statement -- the statement's id
) AS
SELECT s.said, s.published,
    (SELECT group_concat(coalesce(d.first_day, '') || '|' || coalesce(d.last_day, ''), '; ')
        FROM statement_dates d WHERE d.statement = s.id AND d.role = 'happened'),
    (SELECT group_concat(iif(d.first_day IS NULL AND d.last_day IS NULL, d.value,
            coalesce(d.first_day, '') || '|' || coalesce(d.last_day, '')), '; ')
        FROM statement_dates d WHERE d.statement = s.id AND d.role = 'due'),
    (SELECT group_concat(coalesce(d.first_day, '') || '|' || coalesce(d.last_day, ''), '; ')
        FROM statement_dates d WHERE d.statement = s.id AND d.role = 'in-force'),
    s.outlet, coalesce(r.name, s.speaker_name), s.to_names, s.content, s.acts,
    s.about_names, s.kind, s.mode, s.source, s.cue, s.speaker_unknown, a.title, s.confidence,
    s.start_char, s.end_char, s.article, s.id
FROM statements s
JOIN articles a ON a.id = s.article
LEFT JOIN members m ON m.referent = s.speaker
LEFT JOIN shared_referents r ON r.id = m.shared_referent
ORDER BY s.published, a.source, s.start_char;

-- What does each account say of a thing that several tell?
CREATE VIEW v_accounts (
    verdict, -- agree or differ
    topic, -- what is compared
    kind, -- date, number, role, status, name, stipulation, utterance or position
    value, -- what the words come to
    words, -- the words
    outlet, -- who published them
    said_by, -- whose voice; empty: the outlet's own
    published, -- the day of publication
    copy_of, -- the outlet whose text this one carries
    headline, -- the headline of the article
    story, -- the matter
    start_char, -- first character in the article's text
    end_char, -- one past the last
    article, -- the article's id
    collation, -- the id of the thing compared
    rule, -- which rule lined the accounts up
    evidence -- the words it has in common with the other accounts, parted by semicolons
) AS
SELECT c.verdict, c.title, c.kind, x.value, x.quote, a.outlet, r.name, a.published,
    coalesce(o.outlet, o.source), a.title, st.title, x.start_char, x.end_char, x.article, c.id, c.rule, x.evidence
FROM accounts x
JOIN collations c ON c.id = x.collation
JOIN stories st ON st.id = c.story
JOIN articles a ON a.id = x.article
LEFT JOIN shared_referents r ON r.id = x.said_by
LEFT JOIN articles o ON o.id = x.copy_of
ORDER BY c.position, x.value, a.published, a.source;

-- Where do the accounts differ, and in which words?
CREATE VIEW v_conflicts (
    topic, -- what is compared
    kind, -- date, number, role, status, name, stipulation, utterance or position
    value, -- what the words come to
    words, -- the words
    outlet, -- who published them
    said_by, -- whose voice; empty: the outlet's own
    published, -- the day of publication
    copy_of, -- the outlet whose text this one carries
    headline, -- the headline of the article
    story, -- the matter
    start_char, -- first character in the article's text
    end_char, -- one past the last
    article, -- the article's id
    collation, -- the id of the thing compared
    rule, -- which rule lined the accounts up
    evidence -- the words it has in common with the other accounts, parted by semicolons
) AS
SELECT topic, kind, value, words, outlet, said_by, published, copy_of, headline, story, start_char,
    end_char, article, collation, rule, evidence
FROM v_accounts WHERE verdict = 'differ';

-- Where do independent accounts agree, and in which words?
CREATE VIEW v_agreements (
    topic, -- what is compared
    kind, -- date, number, role, status, name, stipulation, utterance or position
    value, -- what the words come to
    words, -- the words
    outlet, -- who published them
    said_by, -- whose voice; empty: the outlet's own
    published, -- the day of publication
    copy_of, -- the outlet whose text this one carries
    headline, -- the headline of the article
    story, -- the matter
    start_char, -- first character in the article's text
    end_char, -- one past the last
    article, -- the article's id
    collation, -- the id of the thing compared
    rule, -- which rule lined the accounts up
    evidence -- the words it has in common with the other accounts, parted by semicolons
) AS
SELECT topic, kind, value, words, outlet, said_by, published, copy_of, headline, story, start_char,
    end_char, article, collation, rule, evidence
FROM v_accounts WHERE verdict = 'agree';

-- What happened or was said on which day?
CREATE VIEW v_timeline (
    first_day, -- the first day it covers
    last_day, -- the last
    what, -- said, mentioned (a date in the text), published; as a statement has it happened, due or in-force
    words, -- what was said, the words of the date, or the headline
    speaker, -- who said it
    outlet, -- who published it
    headline, -- the headline of the article
    article -- the article's id
) AS
SELECT s.said_first_day, s.said_last_day, 'said', s.content, coalesce(r.name, s.speaker_name), s.outlet,
    a.title, a.id
FROM statements s
JOIN articles a ON a.id = s.article
LEFT JOIN members m ON m.referent = s.speaker
LEFT JOIN shared_referents r ON r.id = m.shared_referent
WHERE s.said_first_day IS NOT NULL
UNION ALL
SELECT coalesce(d.first_day, d.last_day), coalesce(d.last_day, d.first_day), d.role, s.content,
    coalesce(r.name, s.speaker_name), s.outlet, a.title, a.id
FROM statement_dates d
JOIN statements s ON s.id = d.statement
JOIN articles a ON a.id = s.article
LEFT JOIN members m ON m.referent = s.speaker
LEFT JOIN shared_referents r ON r.id = m.shared_referent
WHERE d.role IN ('happened', 'due', 'in-force') AND coalesce(d.first_day, d.last_day) IS NOT NULL
UNION ALL
SELECT t.first_day, t.last_day, 'mentioned', t.quote, NULL, a.outlet, a.title, a.id
FROM times t JOIN articles a ON a.id = t.article
WHERE t.first_day IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM statements s JOIN statement_dates d ON d.statement = s.id
    WHERE s.article = t.article AND d.start_char <= t.start_char AND t.end_char <= d.end_char
        AND d.role IN ('happened', 'due', 'in-force'))
UNION ALL
SELECT a.published, a.published, 'published', a.title, NULL, a.outlet, a.title, a.id
FROM articles a WHERE a.published IS NOT NULL
ORDER BY 1, 2, 3, 8;

-- Which day is which of a statement: published, said, and of what it speaks of happened, due, in force?
CREATE VIEW v_dates (
    role, -- published, said, happened, due or in-force
    first_day, -- the first day that is meant, empty for an open beginning
    last_day, -- the last, empty for an open end
    value, -- the TIMEX3 value
    precision, -- how exact the words are
    words, -- the words of the date
    shown_by, -- the words that show the role
    speaker, -- who said it: the name across articles, else the name in the article
    content, -- what was said
    outlet, -- who published it
    headline, -- the headline of the article
    article, -- the article's id
    statement -- the statement's id
) AS
SELECT d.role, d.first_day, d.last_day, d.value, d.precision, d.words, d.shown_by,
    coalesce(r.name, s.speaker_name), s.content, s.outlet, a.title, a.id, s.id
FROM statement_dates d
JOIN statements s ON s.id = d.statement
JOIN articles a ON a.id = s.article
LEFT JOIN members m ON m.referent = s.speaker
LEFT JOIN shared_referents r ON r.id = m.shared_referent
ORDER BY a.published, a.source, s.start_char, d.start_char;

-- Who speaks, how often, in which outlets?
CREATE VIEW v_speakers (
    speaker, -- the name across articles, else the name in the article
    type, -- person, organisation, …
    statements, -- how many
    direct, -- how many of them wholly in quotation marks
    articles, -- in how many articles
    outlets, -- in which outlets
    first_said, -- the first day on which something was said, where known
    last_said, -- the last
    shared_referent -- the id across articles
) AS
SELECT coalesce(r.name, s.speaker_name), coalesce(r.type, f.type), count(*),
    sum(s.kind = 'direct'), count(DISTINCT s.article), group_concat(DISTINCT s.outlet),
    min(s.said_first_day), max(s.said_last_day), r.id
FROM statements s
JOIN referents f ON f.id = s.speaker
LEFT JOIN members m ON m.referent = s.speaker
LEFT JOIN shared_referents r ON r.id = m.shared_referent
GROUP BY coalesce(r.id, s.speaker_name)
ORDER BY 3 DESC, 1;

-- Who accuses, demands, threatens, denies, promises … what, towards whom?
CREATE VIEW v_acts (
    speaker, -- who said it
    act, -- what the statement does
    words, -- the words that show it
    aimed_at, -- whom it is aimed at
    to_whom, -- to whom
    about, -- about whom or what
    content, -- what was said
    said, -- when, where known
    published, -- the day of publication
    outlet, -- who published it
    statement -- the statement's id
) AS
SELECT coalesce(r.name, s.speaker_name), x.act, x.words, s.aimed_at_names, s.to_names, s.about_names, s.content, s.said, s.published,
    s.outlet, s.id
FROM statement_acts x
JOIN statements s ON s.id = x.statement
LEFT JOIN members m ON m.referent = s.speaker
LEFT JOIN shared_referents r ON r.id = m.shared_referent
ORDER BY x.act, 1, s.published, s.id;

-- Who accuses whom of what, in the order of the days?
CREATE VIEW v_accusations (
    day, -- when it was said, where known, else the day of publication
    accuser, -- who: the name across articles
    accused, -- whom: the names in the article, parted by semicolons; empty where nobody is named
    words, -- the words that show it
    content, -- the whole statement
    outlet, -- who published it
    article, -- the article's id
    statement -- the statement's id
) AS
SELECT coalesce(s.said_first_day, s.published), coalesce(r.name, s.speaker_name), s.aimed_at_names, x.words, s.content,
    s.outlet, s.article, s.id
FROM statement_acts x
JOIN statements s ON s.id = x.statement
LEFT JOIN members m ON m.referent = s.speaker
LEFT JOIN shared_referents r ON r.id = m.shared_referent
WHERE x.act = 'accuse' AND s.negated = 0
ORDER BY 1, s.article, s.start_char;

-- What does an outlet say nothing of that independent accounts of the same story tell?
CREATE VIEW v_left_out (
    outlet, -- the outlet that is silent in all its articles on the story
    topic, -- what others tell
    kind, -- date, number, role, status, name, stipulation, utterance or position
    verdict, -- whether those who tell it agree or differ
    independent, -- how many independent accounts tell it
    story, -- the matter
    collation -- the id of the thing compared
) AS
SELECT DISTINCT a.outlet, c.title, c.kind, c.verdict, c.independent, st.title, c.id
FROM silences x
JOIN articles a ON a.id = x.article
JOIN collations c ON c.id = x.collation
JOIN stories st ON st.id = c.story
WHERE c.independent > 1 AND a.outlet IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM accounts y JOIN articles b ON b.id = y.article
    WHERE y.collation = c.id AND b.outlet = a.outlet)
ORDER BY a.outlet, c.independent DESC, c.position;

-- Which outlet calls whom or what by which name?
CREATE VIEW v_names_by_outlet (
    name, -- the commonest full form
    type, -- person, organisation, place, …
    form, -- the form as printed
    outlet, -- the outlet
    uses, -- how often
    shared_referent -- the id across articles
) AS
SELECT r.name, r.type, f.form, f.outlet, f.uses, r.id
FROM name_forms f JOIN shared_referents r ON r.id = f.shared_referent
ORDER BY r.position, f.form, f.outlet;

-- Who is said to owe whom what, under which agreement, and what has become of it?
CREATE VIEW v_commitments (
    debtor, -- who owes
    creditor, -- to whom
    what, -- what is owed, as printed
    instrument, -- under which agreement or law
    due, -- by when
    status, -- owed, said-fulfilled, said-breached or denied
    said_by, -- whose voice; empty: the article's own
    outlet, -- who published it
    published, -- the day of publication
    article, -- the article's id
    commitment -- the commitment's id
) AS
SELECT d.name, k.name, c.what, i.name, c.due, c.status, s.speaker_name, a.outlet, a.published, a.id, c.id
FROM commitments c
JOIN articles a ON a.id = c.article
JOIN referents d ON d.id = c.debtor
LEFT JOIN referents k ON k.id = c.creditor
LEFT JOIN referents i ON i.id = c.instrument
LEFT JOIN statements s ON s.id = c.said_by
ORDER BY 1, a.published, c.id;

-- What does each voice say of a duty, in the order of the days: undertaken, said broken, denied, charged back?
CREATE VIEW v_register (
    instrument, -- the agreement, law or resolution: the name across articles
    debtor, -- who owes: the name across articles
    day, -- when it was said, where known, else the day of publication
    status, -- owed, said-fulfilled, said-breached, denied or disputed: what this voice says; empty for a statement
    -- that only takes up another
    voice, -- who says so; empty: the outlet's own voice
    what, -- what is owed or was done, as printed
    words, -- the whole statement, where somebody says so
    answers, -- the words of the step, or else of the statement, that this one takes up
    article_number, -- under which article of the instrument
    due, -- by when
    outlet, -- who published it
    published, -- the day of publication
    statement, -- the statement's id
    article, -- the article's id
    commitment, -- the commitment's id
    duty, -- the duty: rows with one id are what is said of one thing
    step, -- undertaking, fulfilment, alleged-breach, dispute, denial, no-such-duty or counter-charge
    owed, -- what is owed, in the words of the first that tells it
    creditor, -- to whom: the name across articles
    joined_by -- the words it shares with an earlier step, for which both are taken for one duty
) AS
SELECT ri.name, rd.name, x.day, c.status, coalesce(rs.name, s.speaker_name), x.quote, s.content,
    coalesce(p.quote, b.content), c.article_number, c.due, a.outlet, a.published, x.statement, x.article, x.commitment,
    d.id, x.step, d.title, rk.name, x.joined_by
FROM duty_steps x
JOIN duties d ON d.id = x.duty
JOIN articles a ON a.id = x.article
JOIN shared_referents rd ON rd.id = d.debtor
LEFT JOIN shared_referents ri ON ri.id = d.instrument
LEFT JOIN shared_referents rk ON rk.id = d.creditor
LEFT JOIN shared_referents rs ON rs.id = x.said_by
LEFT JOIN commitments c ON c.id = x.commitment
LEFT JOIN statements s ON s.id = x.statement
LEFT JOIN statements b ON b.id = s.answers
LEFT JOIN duty_steps p ON p.id = x.answers
ORDER BY d.position, x.position;

-- Who does what to whom, in the categories of PLOVER, for exchange with event data?
CREATE VIEW v_plover (
    date, -- the day it was said or done, where known, else the day of publication
    source, -- who: the name across articles
    target, -- to whom: of an act the names in the article, parted by semicolons, empty where nobody is named; of an
    -- event the name across articles
    category, -- a category of PLOVER, in capitals
    act, -- the act that belongs to this category; empty for an event
    quote, -- the words that show it
    content, -- the whole statement that does or tells it; empty: the outlet tells it in its own voice
    outlet, -- who published it
    published, -- the day of publication
    article, -- the article's id
    statement, -- the statement's id
    told_by -- who tells it: of an act the source; of an event the speaker, empty for the outlet's own voice
) AS
SELECT coalesce(s.said_first_day, s.published), coalesce(r.name, s.speaker_name), s.aimed_at_names,
    x.plover, x.act, x.words, s.content, s.outlet, s.published, s.article, s.id, coalesce(r.name, s.speaker_name)
FROM statement_acts x
JOIN statements s ON s.id = x.statement
LEFT JOIN members m ON m.referent = s.speaker
LEFT JOIN shared_referents r ON r.id = m.shared_referent
WHERE x.plover IS NOT NULL AND s.negated = 0 AND s.mode = 'speech' AND s.speaker IS NOT NULL
UNION ALL
SELECT coalesce(e.day, a.published), coalesce(rs.name, f.name), coalesce(rt.name, t.name), e.category, NULL, e.words,
    s.content, a.outlet, a.published, a.id, s.id, coalesce(rv.name, s.speaker_name)
FROM events e
JOIN articles a ON a.id = e.article
JOIN referents f ON f.id = e.source
JOIN referents t ON t.id = e.target
LEFT JOIN members ms ON ms.referent = e.source
LEFT JOIN shared_referents rs ON rs.id = ms.shared_referent
LEFT JOIN members mt ON mt.referent = e.target
LEFT JOIN shared_referents rt ON rt.id = mt.shared_referent
LEFT JOIN statements s ON s.id = e.stated_in
LEFT JOIN members mv ON mv.referent = s.speaker
LEFT JOIN shared_referents rv ON rv.id = mv.shared_referent
ORDER BY 1, 10, 11, 5, 6;

-- Which numbers are given, by whom?
CREATE VIEW v_figures (
    unit, -- what is counted or measured
    low, -- the number, or the lower end of a range
    high, -- the number, or the upper end
    mod, -- about, more than or less than
    words, -- as printed
    said_by, -- whose voice; empty: the article's own
    outlet, -- who published it
    published, -- the day of publication
    article, -- the article's id
    figure -- the figure's id
) AS
SELECT f.unit, f.low, f.high, f.mod, f.quote, s.speaker_name, a.outlet, a.published, a.id, f.id
FROM figures f
JOIN articles a ON a.id = f.article
LEFT JOIN statements s ON s.id = f.stated_in
ORDER BY f.unit, f.low, f.id;

-- Who carries whose text?
CREATE VIEW v_copies (
    copies, -- the group
    original, -- the outlet whose text it is, where that can be told
    outlet, -- an outlet that carries it
    title, -- under which headline
    published, -- on which day
    is_original, -- 1 for the original itself
    shared, -- the smallest share of text in common with the group, 0 to 1
    article -- the article's id
) AS
SELECT k.id, coalesce(o.outlet, o.source), a.outlet, a.title, a.published, a.id IS k.original, k.shared, a.id
FROM copy_articles ka
JOIN copies k ON k.id = ka.copies
JOIN articles a ON a.id = ka.article
LEFT JOIN articles o ON o.id = k.original
ORDER BY k.position, a.published, a.source;

-- Which matters are told, by whom, from when to when?
CREATE VIEW v_stories (
    title, -- a headline of it
    articles, -- how many articles
    outlets, -- in which outlets
    first_published, -- the first day
    last_published, -- the last
    differ, -- at how many points the accounts differ
    agree, -- at how many they agree
    story -- its id
) AS
SELECT st.title, count(*), group_concat(DISTINCT a.outlet), min(a.published), max(a.published),
    (SELECT count(*) FROM collations c WHERE c.story = st.id AND c.verdict = 'differ'),
    (SELECT count(*) FROM collations c WHERE c.story = st.id AND c.verdict = 'agree'), st.id
FROM stories st
JOIN story_articles sa ON sa.story = st.id
JOIN articles a ON a.id = sa.article
GROUP BY st.id
ORDER BY st.position;

-- What could not be read or decided?
CREATE VIEW v_gaps (
    gap, -- refused, gone, half-read, warning, no date, no outlet, unknown speaker, open time or orphan (a correction)
    words, -- the words concerned
    why, -- the reason, where there is one
    outlet, -- who published it
    source, -- where it was read from
    article -- the article's id
) AS
SELECT 'refused', NULL, f.reason, NULL, f.source, NULL FROM refused f
UNION ALL
SELECT 'gone', NULL, 'the file is no longer there; what was read in it is kept', NULL, s.path, NULL
FROM sources s WHERE s.state = 'gone'
UNION ALL
SELECT 'half-read', NULL, 'a build was stopped inside this file; the next one goes on', NULL, s.path, NULL
FROM sources s WHERE s.state = 'reading'
UNION ALL
SELECT 'warning', substr(a.text, w.start_char + 1, w.end_char - w.start_char), w.message, a.outlet,
    a.source, a.id
FROM warnings w JOIN articles a ON a.id = w.article
UNION ALL
SELECT 'no date', a.title, 'the text does not fix the day of publication', a.outlet, a.source, a.id
FROM articles a WHERE a.published IS NULL
UNION ALL
SELECT 'no outlet', a.title, 'the text does not name its outlet', a.outlet, a.source, a.id
FROM articles a WHERE a.outlet IS NULL
UNION ALL
SELECT 'unknown speaker', s.content, s.speaker_unknown, s.outlet, a.source, a.id
FROM statements s JOIN articles a ON a.id = s.article WHERE s.speaker IS NULL
UNION ALL
SELECT 'open time', t.quote, 'the text does not fix the value', a.outlet, a.source, a.id
FROM times t JOIN articles a ON a.id = t.article WHERE t.value IS NULL
UNION ALL
SELECT 'orphan', c.quote, c.reason, NULL, c.id, c.article FROM corrections c WHERE c.state = 'orphan';
