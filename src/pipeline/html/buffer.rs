//! Buffers that are bytes while a page is read into them, and words afterwards.

/// The buffer of `words`, empty.
pub(super) fn emptied(words: &mut String) -> Vec<u8> {
    let mut bytes = std::mem::take(words).into_bytes();
    bytes.clear();
    bytes
}

/// The bytes as words. They were cut from words, and are some; else what is none goes, and every span stays.
pub(super) fn sealed(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let mut bytes = error.into_bytes();
        while let Err(error) = std::str::from_utf8(&bytes) {
            let (from, len) = (error.valid_up_to(), error.error_len());
            let end = len.map_or(bytes.len(), |len| from + len);
            bytes.get_mut(from..end).unwrap_or_default().fill(b' ');
        }
        String::from_utf8(bytes).unwrap_or_default()
    })
}
