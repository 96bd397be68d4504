//! Any value anywhere in any answer of ARM: two bytes say where, the rest is the value.
#![no_main]

#[path = "../entry_points.rs"]
#[expect(dead_code, reason = "each target uses one entry point")]
mod entry_points;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let [which, place, value @ ..] = bytes {
        entry_points::arm_body(*which, *place, value);
    }
});
