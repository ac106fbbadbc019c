//! Data: words that name lists, not articles.

/// Segments below which lists are named: `/tag/floods`.
#[rustfmt::skip]
pub(super) const LISTINGS: &[&str] = &[
    "archiv", "archive", "archives", "author", "authors", "autor", "autoren", "categoria", "categories", "category",
    "kategoria", "kategorie", "kateqoriya", "label", "page", "rubric", "rubrik", "rubrika", "search", "section",
    "suche", "tag", "tags", "thema", "themen", "topic", "topics",
];

/// Last words of links that name a list themselves: `/sport`, `/news/latest`.
#[rustfmt::skip]
pub(super) const RUBRICS: &[&str] = &[
    "actualidad", "actualite", "actualites", "aktuell", "aktuelles", "all", "analysis", "archiv", "archive",
    "article", "articles", "artikel", "audio", "authors", "auto", "blog", "blogs", "breaking", "business", "category",
    "celebrity", "columns", "comment", "company", "contact", "crime", "cultura", "culture", "deportes", "deutschland",
    "digital", "domestic", "dunya", "economia", "economics", "economie", "economy", "editorial", "education",
    "ekonomi", "ekonomia", "entertainment", "esporte", "europe", "events", "fashion", "feed", "finance", "finanzen",
    "football", "foreign", "forum", "gallery", "gesellschaft", "gesundheit", "gundem", "haberler", "health", "home",
    "homepage", "idman", "index", "inland", "international", "interviews", "iqtisadiyyat", "justice", "kultur",
    "kultura", "latest", "latest-news", "leben", "life", "lifestyle", "live", "liveticker", "local", "local-news",
    "lokales", "magazin", "magazine", "main", "markets", "medeniyyet", "media", "medien", "money", "most-read",
    "movies", "mundo", "music", "nachrichten", "nation", "national", "nauka", "new", "news", "newsticker", "noticias",
    "notizie", "nouvelles", "obshchestvo", "opinion", "opinions", "panorama", "people", "photo", "photos", "podcast",
    "podcasts", "police", "politica", "politics", "politik", "politika", "politique", "polityka", "popular", "press",
    "region", "regional", "science", "search", "siyasat", "siyaset", "social", "sociedad", "societe", "society",
    "son-xeber", "son-xeberler", "spor", "sport", "sportnews", "sporto", "sports", "stories", "styl", "tech",
    "technik", "technologie", "technology", "tecnologia", "tema", "ticker", "today", "top", "top-news", "topics",
    "travel", "trending", "ultimas-noticias", "ultime-notizie", "umwelt", "unterhaltung", "us", "vermischtes",
    "video", "videos", "war", "weather", "welt", "wetter", "wiadomosci", "wirtschaft", "wissen", "wissenschaft",
    "world", "xeber", "xeberler", "культура", "новости", "общество", "политика", "спорт", "экономика",
];
