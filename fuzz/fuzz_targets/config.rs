//! Any text as a config file.
#![no_main]

#[path = "../entry_points.rs"]
#[expect(dead_code, reason = "each target uses one entry point")]
mod entry_points;

libfuzzer_sys::fuzz_target!(|text: &str| entry_points::config_file(text));
