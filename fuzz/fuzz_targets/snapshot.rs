//! Any bytes as a snapshot file.
#![no_main]

#[path = "../doors.rs"]
#[expect(dead_code, reason = "each target uses one door")]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::snapshot_file(bytes));
