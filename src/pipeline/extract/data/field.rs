//! What a field of an object is, by its name: the words that schema.org and feeds use, in their usual spellings.

/// A field that is looked for. Of several of one kind the one of the higher rank counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// The headline.
    Title(u8),
    /// Where it leads.
    Link(u8),
    /// When it was published.
    Time(u8),
    /// The teaser.
    Deck,
    /// What the object is.
    Type,
    /// Nothing that is looked for; what stands in it may be.
    Other,
}

impl Field {
    /// What `name` says, whatever its case and whatever parts its words.
    pub(super) fn of(name: &str) -> Self {
        let mut letters = [0; 40];
        if name.len() > letters.len() {
            return Self::Other;
        }
        let plain = name.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase());
        let len = letters.iter_mut().zip(plain).map(|(letter, byte)| *letter = byte).count();
        match letters.get(..len).unwrap_or_default() {
            b"headline" | b"headlines" => Self::Title(3),
            b"title" => Self::Title(2),
            b"name" => Self::Title(1),
            b"url" | b"canonicalurl" | b"weburl" | b"articleurl" | b"pageurl" | b"permalink" => Self::Link(3),
            b"link" | b"href" | b"relativeurl" | b"absoluteurl" | b"fullurl" | b"urlpath" => Self::Link(2),
            b"id" if name == "@id" => Self::Link(1),
            b"mainentityofpage" | b"uri" | b"path" => Self::Link(1),
            b"datepublished"
            | b"published"
            | b"publishedat"
            | b"publisheddate"
            | b"publishdate"
            | b"publishedon"
            | b"publicationdate"
            | b"publicationtime"
            | b"publishtime"
            | b"publishedtime"
            | b"publisheddatetime"
            | b"publishat"
            | b"publishedtimestamp"
            | b"pubdate"
            | b"firstpublished"
            | b"firstpublishedat"
            | b"firstpublishdate" => Self::Time(3),
            b"date" | b"datetime" | b"displaydate" | b"timestamp" => Self::Time(2),
            b"created" | b"createdat" | b"datecreated" | b"createddate" => Self::Time(1),
            b"description" | b"summary" | b"excerpt" | b"teaser" | b"lead" | b"standfirst" | b"abstract"
            | b"subtitle" | b"subheadline" => Self::Deck,
            b"type" => Self::Type,
            _ => Self::Other,
        }
    }
}

/// Whether a type is that of an article or posting.
pub(in crate::pipeline::extract) fn is_article(kind: &str) -> bool {
    (kind.ends_with("Article") || kind.ends_with("Posting")) && kind != "JobPosting"
}

/// Whether a type is that of something else that has words, a link and a time.
pub(super) fn is_foreign(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    ["comment", "event", "job", "product", "person", "author", "image", "webpage", "website", "breadcrumb", "advert"]
        .iter()
        .any(|foreign| kind.contains(foreign))
}
