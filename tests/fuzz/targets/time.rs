//! Any words as a time: no panic, and what is found in a line lies on its letters.
#![no_main]

use headlined::pipeline::written_time;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for language in [None, Some("en-US"), Some("de"), Some("fa"), Some("zh")] {
        let _ = written_time::read(text, language);
        if let Some((range, _)) = written_time::find(text, language) {
            assert!(text.get(range).is_some());
        }
    }
    let _ = written_time::read_attribute(text);
});
