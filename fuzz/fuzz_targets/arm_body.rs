//! Any value anywhere in any answer of ARM: two bytes say where, the rest is the value.
#![no_main]

#[path = "../doors.rs"]
#[expect(dead_code, reason = "each target uses one door")]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let [which, place, value @ ..] = bytes {
        doors::arm_body(*which, *place, value);
    }
});
