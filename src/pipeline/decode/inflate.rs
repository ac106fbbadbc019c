//! Content encodings, with a limit against bombs: never more than one byte past it is decompressed.

use std::borrow::Cow;
use std::io::{self, Read};

use super::too_large;
use crate::contract::rejection::Rejection;

/// How many encodings may lie over one another.
const MAX_LAYERS: usize = 3;

/// Undoes `encoding`, a list in the order of application.
pub(super) fn inflate<'a>(bytes: &'a [u8], encoding: Option<&str>, max: usize) -> Result<Cow<'a, [u8]>, Rejection> {
    let layers = Encoding::list(encoding.unwrap_or_default())?;
    let mut bytes = Cow::Borrowed(bytes);
    for layer in layers.into_iter().rev() {
        bytes = Cow::Owned(layer.undo(&bytes, max)?);
    }
    Ok(bytes)
}

#[derive(Clone, Copy)]
enum Encoding {
    Gzip,
    Zstd,
    Brotli,
    Deflate,
}

impl Encoding {
    fn list(names: &str) -> Result<Vec<Self>, Rejection> {
        let names = names.split(',').map(|name| name.trim().to_ascii_lowercase());
        let layers: Vec<Self> = names.filter_map(|name| Self::named(&name).transpose()).collect::<Result<_, _>>()?;
        if layers.len() > MAX_LAYERS {
            return Err(Rejection::TooLarge { what: "content encodings over one another", limit: MAX_LAYERS as u64 });
        }
        Ok(layers)
    }

    fn named(name: &str) -> Result<Option<Self>, Rejection> {
        Ok(Some(match name {
            "gzip" | "x-gzip" => Self::Gzip,
            "zstd" => Self::Zstd,
            "br" => Self::Brotli,
            "deflate" => Self::Deflate,
            "" | "identity" | "none" => return Ok(None),
            _ => return Err(Rejection::UnknownEncoding { encoding: name.to_owned() }),
        }))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Deflate => "deflate",
        }
    }

    fn undo(self, bytes: &[u8], max: usize) -> Result<Vec<u8>, Rejection> {
        let read = match self {
            Self::Gzip => read(flate2::read::MultiGzDecoder::new(bytes), max),
            Self::Zstd => zstd::Decoder::new(bytes).and_then(|decoder| read(decoder, max)),
            Self::Brotli => read(brotli::Decompressor::new(bytes, 4096), max),
            // Servers mean zlib, as the standard says, or raw deflate, as the name says.
            Self::Deflate if is_zlib(bytes) => read(flate2::read::ZlibDecoder::new(bytes), max),
            Self::Deflate => read(flate2::read::DeflateDecoder::new(bytes), max),
        };
        let inflated = read.map_err(|error| self.broken(&error))?;
        if inflated.len() > max { Err(too_large(max)) } else { Ok(inflated) }
    }

    fn broken(self, error: &io::Error) -> Rejection {
        Rejection::BadCompression { encoding: self.name(), reason: error.to_string() }
    }
}

fn read(decoder: impl Read, max: usize) -> io::Result<Vec<u8>> {
    let mut inflated = Vec::new();
    decoder.take((max as u64).saturating_add(1)).read_to_end(&mut inflated)?;
    Ok(inflated)
}

fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [first, second, ..] => first & 0x0F == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0,
        _ => false,
    }
}
