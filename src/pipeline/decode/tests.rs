use std::io::Write as _;

use chrono::TimeZone as _;
use encoding_rs::{EUC_JP, GBK, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1254};

use super::*;

const RUSSIAN: &str = "Паром снова ходит на острова после трёх дней шторма, первая лодка ушла на рассвете";

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
}

fn event(body: Body, content_type: Option<&str>) -> PageEvent {
    PageEvent {
        url: Url::parse("https://www.news.example/").unwrap(),
        body,
        content_type: content_type.map(str::to_owned),
        content_encoding: None,
        fetched_at: now(),
        id: None,
        site: None,
        timezone: None,
        language: None,
        ignored: Vec::new(),
    }
}

fn decoded(bytes: &[u8], content_type: Option<&str>) -> Page<'static> {
    let event = event(Body::Bytes(bytes.to_vec()), content_type);
    decode(&event, now(), &Limits::default()).unwrap().page.into_owned()
}

fn text(bytes: &[u8], content_type: Option<&str>) -> String {
    decoded(bytes, content_type).text.into_owned()
}

fn inflated(bytes: Vec<u8>, encoding: &str, max_page_bytes: usize) -> Result<String, &'static str> {
    let event =
        PageEvent { content_encoding: Some(encoding.to_owned()), ..event(Body::Bytes(bytes), Some("text/html")) };
    let decoded = decode(&event, now(), &Limits { max_page_bytes });
    decoded.map(|decoded| decoded.page.text.into_owned()).map_err(|rejection| rejection.code())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn raw_deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    brotli::CompressorWriter::new(&mut encoded, 4096, 5, 20).write_all(bytes).unwrap();
    encoded
}

#[test]
fn content_encodings() {
    let page = "<p>page</p>".repeat(20);
    let bytes = page.as_bytes();
    for (encoded, encoding) in [
        (gzip(bytes), "gzip"),
        (gzip(bytes), "X-GZip"),
        (zlib(bytes), "deflate"),
        (raw_deflate(bytes), "deflate"),
        (brotli(bytes), "br"),
        (zstd::encode_all(bytes, 1).unwrap(), "zstd"),
        (bytes.to_vec(), "identity"),
        (gzip(&brotli(bytes)), "br, gzip"),
    ] {
        assert_eq!(inflated(encoded, encoding, 1000).as_deref(), Ok(page.as_str()), "{encoding}");
    }
}

#[test]
fn bombs_and_broken_bodies() {
    let zeros = vec![b'0'; 5 << 20];
    for (encoded, encoding) in [
        (gzip(&zeros), "gzip"),
        (zlib(&zeros), "deflate"),
        (brotli(&zeros), "br"),
        (zstd::encode_all(zeros.as_slice(), 1).unwrap(), "zstd"),
        (zeros.clone(), ""),
    ] {
        assert_eq!(inflated(encoded, encoding, 1 << 20), Err("too_large"), "{encoding}");
    }
    let cut = gzip(b"<p>page</p>");
    assert_eq!(inflated(cut[..cut.len() - 9].to_vec(), "gzip", 1000), Err("bad_compression"));
    for encoding in ["gzip", "deflate", "br", "zstd"] {
        assert_eq!(inflated(b"<p>not compressed</p>".to_vec(), encoding, 1000), Err("bad_compression"), "{encoding}");
    }
    assert_eq!(inflated(b"x".to_vec(), "compress", 1000), Err("unknown_encoding"));
    assert_eq!(inflated(b"x".to_vec(), "gzip,gzip,gzip,gzip", 1000), Err("too_large"));
}

#[test]
fn charsets_as_browsers_find_them() {
    let koi8 = KOI8_R.encode(RUSSIAN).0;
    assert_eq!(text(&koi8, Some("text/plain; charset=\"koi8-r\"")), RUSSIAN);
    let meta = format!("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>{RUSSIAN}");
    assert_eq!(text(&WINDOWS_1251.encode(&meta).0, Some("text/html")), meta);
    let xml = format!("<?xml version='1.0' encoding='koi8-r'?><html>{RUSSIAN}");
    assert_eq!(text(&KOI8_R.encode(&xml).0, Some("application/xhtml+xml")), xml);
    let commented = "<!-- <meta charset=utf-8> --><META CHARSET = gbk ><p>最新消息：渡轮恢复通航";
    assert_eq!(text(&GBK.encode(commented).0, None), commented);
}

#[test]
fn the_byte_order_mark_wins() {
    let utf16: Vec<u8> = "\u{FEFF}<p>\u{15F}\u{1F600}</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text(&utf16, Some("text/html; charset=iso-8859-1")), "<p>\u{15F}\u{1F600}</p>");
    assert_eq!(text("\u{FEFF}ş".as_bytes(), Some("text/plain; charset=koi8-r")), "ş");
}

#[test]
fn utf8_is_recognised_whatever_it_declares() {
    for label in ["iso-8859-1", "windows-1251", "shift_jis", "utf-16"] {
        let page = format!("<meta charset={label}><p>{RUSSIAN}");
        assert_eq!(text(page.as_bytes(), Some("text/html")), page, "{label}");
    }
    let truncated = &RUSSIAN.as_bytes()[..RUSSIAN.len() - 1];
    assert!(text(truncated, Some("text/plain")).starts_with("Паром снова"));
}

#[test]
fn undeclared_charsets_are_detected() {
    let japanese = "最新ニュース。フェリーは三日間の嵐のあと、今朝から再び島へ向かって運航しています。";
    let turkish =
        "Üç günlük fırtınanın ardından feribot bu sabah adalara yeniden sefer yapmaya başladı; ığdır, şişli, çağrı.";
    for (encoded, expected) in [
        (WINDOWS_1251.encode(RUSSIAN).0, RUSSIAN),
        (SHIFT_JIS.encode(japanese).0, japanese),
        (EUC_JP.encode(japanese).0, japanese),
        (WINDOWS_1254.encode(turkish).0, turkish),
    ] {
        assert_eq!(text(&encoded, Some("text/plain")), expected);
    }
}

#[test]
fn media_types() {
    for (content_type, bytes, media) in [
        (Some("text/html;charset=utf-8"), &b"plain"[..], Media::Html),
        (Some("Application/XHTML+xml"), b"x", Media::Html),
        (Some("text/plain"), b"<html>", Media::Text),
        (None, b"  \n<!DOCTYPE HTML>", Media::Html),
        (None, b"\xEF\xBB\xBF<div class=a>", Media::Html),
        (None, b"<!-- saved --><html>", Media::Html),
        (None, b"<?xml version='1.0'?><html xmlns='x'>", Media::Html),
        (Some(""), b"Latest news\n10:20", Media::Text),
        (Some("application/octet-stream"), b"<p>x", Media::Html),
        (None, b"<b oldest news first", Media::Html),
        (None, b"< 5 items", Media::Text),
    ] {
        assert_eq!(decoded(bytes, content_type).media, media, "{content_type:?} {}", bytes.escape_ascii());
    }
}

#[test]
fn what_is_no_page() {
    for (content_type, bytes) in [
        (Some("application/pdf"), &b"x"[..]),
        (Some("application/json"), b"{}"),
        (Some("image/png"), b"x"),
        (Some("application/xml"), b"<rss>"),
        (None, b"%PDF-1.7"),
        (None, b"\x89PNG\r\n"),
        (None, b"text with a \x01 byte"),
    ] {
        let event = event(Body::Bytes(bytes.to_vec()), content_type);
        let rejection = decode(&event, now(), &Limits::default()).expect_err("no page");
        assert_eq!(rejection.code(), "unsupported_type", "{content_type:?}");
    }
}

#[test]
fn sites_by_the_public_suffix_list() {
    for (url, site) in [
        ("https://www.news.example/", "news.example"),
        ("https://m.news.co.uk/a", "news.co.uk"),
        ("https://az.trend.news.az./", "news.az"),
        ("https://somebody.github.io/", "somebody.github.io"),
        ("https://github.io/", "github.io"),
        ("https://xn--80aswg.xn--p1ai/", "xn--80aswg.xn--p1ai"),
        ("https://www.xn--80aswg.xn--p1ai/", "xn--80aswg.xn--p1ai"),
        ("https://news.xn--55qx5d.cn/", "news.xn--55qx5d.cn"),
        ("https://www.news.xn--55qx5d.cn/", "news.xn--55qx5d.cn"),
        ("http://localhost:8080/", "localhost"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
    ] {
        assert_eq!(site::of(&Url::parse(url).unwrap()), site, "{url}");
    }
}

#[test]
fn a_fetch_in_the_future_is_put_back_once() {
    let ahead = |seconds| {
        let event =
            PageEvent { fetched_at: now() + TimeDelta::seconds(seconds), ..event(Body::Text("x".to_owned()), None) };
        let decoded = decode(&event, now(), &Limits::default()).unwrap();
        ((decoded.page.fetched_at - now()).num_seconds(), decoded.clamped)
    };
    assert_eq!(ahead(-1_000_000), (-1_000_000, false));
    assert_eq!(ahead(60), (60, false));
    assert_eq!(ahead(61), (60, true));
    assert_eq!(ahead(2_000_000_000), (60, true));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_decoded_or_rejected(bytes: Vec<u8>, content_type: Option<String>, encoding in "(gzip|br|zstd|deflate|)?") {
        let event = PageEvent { content_encoding: Some(encoding), ..event(Body::Bytes(bytes), content_type.as_deref()) };
        let _ = decode(&event, now(), &Limits { max_page_bytes: 100 });
    }
}
