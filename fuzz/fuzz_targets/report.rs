//! Any bytes as a saved report.
#![no_main]

#[path = "../entry_points.rs"]
#[expect(dead_code, reason = "each target uses one entry point")]
mod entry_points;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry_points::report_file(bytes));
