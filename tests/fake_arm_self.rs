//! The stand-in ARM server against what Microsoft documents of ARM: a fake that is wrong would prove wrong programs right.

mod fake_arm;

#[path = "fake_arm/tests/mod.rs"]
mod tests;
