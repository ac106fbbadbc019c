//! Why a page event gives no page: dead-letter code, metric label and message in one closed enum.

use std::any::Any;

use thiserror::Error;

/// A page event that can't be processed. [`Rejection::code`] is the `dlq.error.code` and the metric's label.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Rejection {
    /// The value is no JSON object.
    #[error("the value is not a JSON object: {reason}")]
    NotJson {
        /// What the parser said.
        reason: String,
    },
    /// The value starts with a schema registry's magic byte.
    #[error("the value starts with a schema registry's magic byte; send plain JSON or the page itself")]
    SchemaFramed,
    /// A required field is not there.
    #[error("the field {field} is missing")]
    MissingField {
        /// The field's name.
        field: &'static str,
    },
    /// A required field has another type.
    #[error("the field {field} is {found}, expected {expected}")]
    WrongType {
        /// The field's name.
        field: &'static str,
        /// What would be right.
        expected: &'static str,
        /// What stood there.
        found: &'static str,
    },
    /// `url` is not an absolute http or https URL.
    #[error("{url:?} is not an absolute http(s) URL: {reason}")]
    BadUrl {
        /// What stood there, cut to 200 characters.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no page in the event.
    #[error("neither body nor body_base64 holds a page")]
    NoBody,
    /// `body_base64` does not decode.
    #[error("body_base64 does not decode: {reason}")]
    BadBase64 {
        /// What the decoder said.
        reason: String,
    },
    /// `content_encoding` is none that we know.
    #[error("content encoding {encoding:?} is not one of gzip, zstd, br, deflate, identity")]
    UnknownEncoding {
        /// What stood there.
        encoding: String,
    },
    /// The compressed body is broken.
    #[error("the {encoding} body does not decompress: {reason}")]
    BadCompression {
        /// The encoding.
        encoding: &'static str,
        /// What the decompressor said.
        reason: String,
    },
    /// A limit on bytes, nodes, items or work was reached.
    #[error("too large: more than {limit} {what}")]
    TooLarge {
        /// What there is too much of, e.g. `bytes after decompression`.
        what: &'static str,
        /// The limit in force.
        limit: u64,
    },
    /// A content type that holds no page.
    #[error("content type {content_type:?} is not HTML, XHTML or plain text")]
    UnsupportedType {
        /// What stood there or was sniffed.
        content_type: String,
    },
    /// The core panicked on this page: a bug of ours.
    #[error("the extractor panicked: {message}")]
    Panic {
        /// The panic's message.
        message: String,
    },
    /// The process ended again and again while it worked on this page: it is not looked at any more.
    #[error("the process ended again and again while working on this page alone (memory, or a hang)")]
    Deadly,
    /// An event of this page can't be published (its size, for example).
    #[error("cannot be published: {reason}")]
    Unpublishable {
        /// Why not.
        reason: String,
    },
}

impl Rejection {
    /// Every code, for metrics that exist at zero from the start.
    pub const CODES: [&'static str; 13] = [
        "not_json",
        "schema_framed",
        "missing_field",
        "wrong_type",
        "bad_url",
        "no_body",
        "bad_base64",
        "unknown_encoding",
        "bad_compression",
        "too_large",
        "unsupported_type",
        "panic",
        "unpublishable",
    ];

    /// The rejection of a page that the core panicked on, from what `catch_unwind` caught.
    pub fn from_panic(panic: &(dyn Any + Send)) -> Self {
        let message =
            panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self::Panic { message: message.unwrap_or("no message").to_owned() }
    }

    /// The closed code of the contract.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not_json",
            Self::SchemaFramed => "schema_framed",
            Self::MissingField { .. } => "missing_field",
            Self::WrongType { .. } => "wrong_type",
            Self::BadUrl { .. } => "bad_url",
            Self::NoBody => "no_body",
            Self::BadBase64 { .. } => "bad_base64",
            Self::UnknownEncoding { .. } => "unknown_encoding",
            Self::BadCompression { .. } => "bad_compression",
            Self::TooLarge { .. } => "too_large",
            Self::UnsupportedType { .. } => "unsupported_type",
            Self::Panic { .. } | Self::Deadly => "panic",
            Self::Unpublishable { .. } => "unpublishable",
        }
    }

    /// The part of the line that rejected: the dead letter's `dlq.error.stage`.
    pub fn stage(&self) -> &'static str {
        match self {
            Self::NotJson { .. } | Self::SchemaFramed | Self::MissingField { .. } | Self::WrongType { .. } => "read",
            Self::BadUrl { .. } | Self::NoBody | Self::BadBase64 { .. } | Self::UnknownEncoding { .. } => "read",
            Self::BadCompression { .. } | Self::UnsupportedType { .. } => "decode",
            Self::TooLarge { .. } | Self::Panic { .. } | Self::Deadly => "extract",
            Self::Unpublishable { .. } => "publish",
        }
    }
}
