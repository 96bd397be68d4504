//! The page as its reader sees it: nothing wider than the terminal, no sentence cut, the worst first, and no name from Azure
//! that disturbs it.

use super::*;
use crate::audit::Policy;
use crate::audit::sample::Sample;
use crate::model::ReadId;
use crate::model::Severity;
use unicode_width::UnicodeWidthStr;

fn report() -> Report {
    let audit = Sample::new().audit(&Policy::default()).expect("a report");
    audit.report
}

fn page(report: &Report, change: impl FnOnce(&mut TableOptions)) -> String {
    let mut options = TableOptions::default();
    change(&mut options);
    render(report, &options)
}

/// The words of a page without its layout.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without colours.
fn stripped(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

/// A report whose every text from Azure is hostile, long or wide.
fn nasty() -> Report {
    let mut report = report();
    let name = "東京-\u{1b}[2J\u{202e}evil\r\nCRIT  a-very-long-name-without-any-blank-that-goes-on-and-on-and-on";
    for finding in &mut report.findings {
        std::sync::Arc::make_mut(&mut finding.subject).name = name.into();
        finding.message = format!("{name} says {name}");
        finding.part = Some(name.into());
        if let Some(remediation) = &mut finding.remediation {
            remediation.azcli = Some(format!("az {name}"));
        }
    }
    for account in &mut report.estate.accounts {
        account.name = name.into();
    }
    for gap in &mut report.gaps {
        gap.code = Some(name.into());
    }
    report.source.scope[0].name = Some(name.into());
    report
}

#[test]
fn no_line_is_wider_than_the_terminal_and_none_ends_in_blanks() {
    for report in [report(), nasty()] {
        for width in (40..=240).step_by(5) {
            for verbose in [false, true] {
                let text = page(&report, |o| (o.width, o.verbose) = (width, verbose));
                for line in text.lines() {
                    assert!(line.width() <= width.into(), "{width}: {line}");
                    assert_eq!(line, line.trim_end());
                }
            }
        }
    }
}

#[test]
fn no_sentence_is_cut_at_any_width() {
    let report = report();
    let long = report.findings.iter().max_by_key(|f| f.message.len());
    let long = &long.expect("a finding").message;
    assert!(long.len() > 100);
    for width in [40, 60, 80, 119] {
        let text = page(&report, |o| o.width = width);
        assert!(words(&text).contains(long), "{width}\n{text}");
    }
    // On a wide page the words of a sentence stand in a column: each of its lines begins at the same place.
    for width in [120, 160, 200] {
        let text = page(&report, |o| o.width = width);
        let mut lines = text.lines().skip_while(|line| !line.contains("backup is Periodic"));
        let first = lines.next().expect("the first line of the sentence");
        let start = first.find("backup").expect("the sentence");
        let cell = |line: &str| {
            let rest: String = line.chars().skip(start).collect();
            rest.split("  ").next().unwrap_or_default().to_owned()
        };
        let rest = lines.take_while(|line| line.starts_with("     "));
        let sentence: Vec<String> = std::iter::once(first).chain(rest).map(cell).collect();
        assert_eq!(words(&sentence.join(" ")), *long, "{width}\n{text}");
    }
}

#[test]
fn nothing_from_azure_reaches_the_terminal_as_a_command() {
    let text = page(&nasty(), |o| o.verbose = true);
    let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!text.contains(obeyed), "{text:?}");
    assert!(text.contains("東京"), "foreign scripts are no threat");
}

#[test]
fn colour_changes_no_letter() {
    for width in [80, 160] {
        let report = report();
        let bare = page(&report, |o| o.width = width);
        let coloured = page(&report, |o| (o.width, o.color) = (width, true));
        assert!(!bare.contains('\u{1b}'));
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(stripped(&coloured), bare);
    }
}

#[test]
fn a_command_stands_whole_or_the_one_that_prints_it() {
    let shown = |width| page(&report(), |options| options.width = width);
    let finding = "\n  CRIT  DEL-001  weu-prod  no delete lock\n        → ";
    let command = "az lock create --name foundry-nodelete --lock-type CanNotDelete --resource x";
    for (width, remedy) in [
        (80, "foundry-dr explain DEL-001 weu-prod".to_owned()),
        (100, command.to_owned()),
        (118, command.to_owned()),
    ] {
        let text = shown(width);
        assert!(text.contains(&format!("{finding}{remedy}\n")), "{width}: {text}");
    }
    assert!(!shown(200).contains("az lock create --name foundry-nodelete …"));
}

#[test]
fn the_worst_account_comes_first_with_its_projects_and_shared_things_after_the_accounts() {
    let text = page(&report(), |o| o.verbose = true);
    let headings: Vec<&str> = text
        .lines()
        .filter(|line| line.contains(" · ") && !line.starts_with(' '))
        .filter_map(|line| line.split(" · ").next())
        .collect();
    assert_eq!(
        headings,
        [
            "weu-prod",
            "weu-prod › agents",
            "weu-prod › support",
            "weu-test",
            "weu-test › trial",
            "shared by 2 accounts: weu-prod, weu-test",
            "subscription Prod",
            "subscription Test",
            "Evidence gaps",
            "Limits of the platform",
            "Grade F",
        ]
    );
}

#[test]
fn what_one_denied_read_leaves_open_is_one_line() {
    let report = report();
    let text = page(&report, |_| {});
    assert_eq!(text.matches("UNKN").count(), 2, "{text}");
    assert!(
        words(&text).contains(
            "UNKN 5 checks any resource connections of weu-prod/support: the read was denied (2 critical, 1 high, 1 medium, 1 low) \
             → needs Microsoft.CognitiveServices/accounts/projects/connections/read"
        ),
        "{text}"
    );
    let all = page(&report, |o| o.verbose = true);
    assert_eq!(all.matches("UNKN").count(), 6, "{all}");
}

#[test]
fn undecided_checks_without_a_gap_are_not_folded_away() {
    let mut report = report();
    report.gaps.clear();
    let text = page(&report, |_| {});
    assert_eq!(text.matches("UNKN").count(), 6, "{text}");
}

#[test]
fn a_group_of_reads_is_a_cause_too() {
    let mut sample = Sample::new();
    sample.estate.groups.push(crate::estate::ReadGroup {
        title: "locks".into(),
        read: 1,
        missing: vec![ReadId(2)],
    });
    let mut report = sample.audit(&Policy::default()).expect("a report").report;
    for finding in report.findings.iter_mut().filter(|f| f.subject.name == "weu-test") {
        for evidence in &mut finding.evidence {
            (evidence.requests, evidence.group) = (None, Some(0));
        }
    }
    let text = page(&report, |_| {});
    assert!(
        words(&text).contains("(critical) → needs Microsoft.Authorization/locks/read"),
        "{text}"
    );
}

#[test]
fn what_is_in_order_is_counted_and_listed_on_request() {
    let report = report();
    let text = page(&report, |_| {});
    assert!(!text.contains("PASS") && !text.contains("N/A"));
    assert!(text.contains("3 passed · 1 not applicable (-v lists them)"), "{text}");
    let all = page(&report, |o| o.verbose = true);
    assert!(all.contains("PASS  STO-001  stagents  in order"), "{all}");
    assert!(all.contains("N/A   STO-002  stagents"), "{all}");
}

#[test]
fn what_min_severity_hides_is_said_and_the_score_stays() {
    let report = report();
    let text = page(&report, |o| o.min_severity = Some(Severity::High));
    assert!(!text.contains("MAN") && text.contains("HIGH"));
    assert!(text.contains("5 open findings below high not shown"), "{text}");
    let head = |text: &str| text.lines().take(6).collect::<Vec<_>>().join("\n");
    assert_eq!(head(&text), head(&page(&report, |_| {})));
}

#[test]
fn gaps_say_what_to_ask_for() {
    let text = page(&report(), |_| {});
    let gaps = &text[text.find("Evidence gaps").expect("the section")..];
    for part in [
        "2 reads gave no answer",
        "the read was denied (AuthorizationFailed), 1 rule can't decide: FDR-DEL-001",
        "locks of subscription Test",
        "→ needs Microsoft.Authorization/locks/read",
        "connections of weu-prod/support",
    ] {
        assert!(gaps.contains(part), "{part}\n{gaps}");
    }
}

#[test]
fn a_subscription_that_was_not_read_is_named_at_the_top() {
    let mut report = report();
    report.source.scope[1].seen = false;
    report.source.scope[0].read = false;
    let text = page(&report, |_| {});
    let head = &text[..text.find("weu-prod ·").expect("the first group")];
    assert!(head.contains("Not seen: Test"), "{head}");
    assert!(head.contains("Accounts not listed in full: Prod"), "{head}");
}
