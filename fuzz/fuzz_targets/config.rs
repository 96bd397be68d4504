//! Any text as a config file.
#![no_main]

#[path = "../doors.rs"]
#[expect(dead_code, reason = "each target uses one door")]
mod doors;

libfuzzer_sys::fuzz_target!(|text: &str| doors::config_file(text));
