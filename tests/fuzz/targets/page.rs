//! Any bytes as a page, from raw to sightings: no panic, no work without bound, nothing told twice differently.
#![no_main]

use headlined::contract::page_event::{Body, PageEvent};
use headlined::pipeline::decode::{Limits, decode};
use headlined::pipeline::extract::{Extractor, Rules};
use headlined::pipeline::normalize::{normalize, reconcile::reconcile};
use libfuzzer_sys::fuzz_target;

/// Steps that a page of so many bytes may take: what is beyond it is no longer linear.
const STEPS_EACH_BYTE: u64 = 4_000;

fuzz_target!(|bytes: &[u8]| {
    let event = PageEvent {
        url: "https://harbour-post.example/".parse().expect("a URL"),
        body: Body::Bytes(bytes.to_vec()),
        content_type: None,
        content_encoding: None,
        fetched_at: "2031-05-05T12:00:00Z".parse().expect("an instant"),
        id: None,
        site: None,
        timezone: None,
        language: None,
        ignored: Vec::new(),
    };
    let Ok(decoded) = decode(&event, event.fetched_at, &Limits::default()) else { return };
    let page = decoded.page;
    let mut extractor = Extractor::default();
    let found = extractor.extract(&page, &Rules::default());
    let bound = 1_000_000 + STEPS_EACH_BYTE * page.text.len() as u64;
    assert!(extractor.steps() <= bound, "{} steps for {} bytes", extractor.steps(), page.text.len());
    let Ok(found) = found else { return };
    let tell = || reconcile(&page, normalize(&page, &found, None), event.fetched_at);
    assert_eq!(tell(), tell());
});
