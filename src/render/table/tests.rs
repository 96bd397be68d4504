//! x
use super::*;
use crate::audit::Policy;
use crate::audit::sample::Sample;

#[test]
fn look() {
    let audit = Sample::new().audit(&Policy::default()).expect("a report");
    for (width, verbose) in [
        (80, false),
        (120, false),
        (200, false),
        (50, false),
        (80, true),
    ] {
        let text = render(
            &audit.report,
            &TableOptions {
                width,
                verbose,
                ..TableOptions::default()
            },
        );
        eprintln!("{}\n{text}", "#".repeat(width.into()));
    }
}
