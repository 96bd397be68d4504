//! What the documentation says of the program as a whole.

use crate::config;
use crate::snapshot::CLOCK_SKEW;
use crate::source::arm::Limits;
use crate::text::{INPUT_BYTES, LINE_BYTES, MOST_MISTAKES, MOST_VALUES};

#[test]
fn limits_are_as_documented() {
    let page = include_str!("../../docs/settings.md");
    let limits = Limits::default();
    let numbers: [(&str, u128); 13] = [
        ("page-bytes", limits.page_bytes as u128),
        ("listing-bytes", limits.listing_bytes as u128),
        ("pages", limits.pages.into()),
        ("values", MOST_VALUES as u128),
        ("run-bytes", limits.run_bytes as u128),
        ("run-items", limits.run_items as u128),
        ("concurrency", limits.concurrency as u128),
        ("input-bytes", INPUT_BYTES.into()),
        ("line-bytes", LINE_BYTES.into()),
        ("config-bytes", config::FILE_LIMIT as u128),
        ("rule-file-bytes", super::input::RULE_FILE_BYTES.into()),
        ("mistakes", MOST_MISTAKES as u128),
        ("clock-skew", CLOCK_SKEW.whole_seconds().unsigned_abs().into()),
    ];
    for (name, number) in numbers {
        let row = format!("\n| `{name}` | {number} | ");
        assert!(page.contains(&row), "docs/settings.md lacks {row}");
    }
}
