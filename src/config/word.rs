//! Days and links as people write them.

use time::Date;
use time::macros::format_description;

/// A day written as 2026-12-31. A time of day is refused: a waiver holds to the end of its last day.
pub(super) fn date(text: &str) -> Result<Date, String> {
    let day = format_description!("[year]-[month]-[day]");
    let digits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [year, month, of_month] if digits(year, 4) && digits(month, 2) && digits(of_month, 2) => {
            Date::parse(text, day).map_err(|_| format!("there is no day {text}"))
        }
        _ => Err(format!("`{text}` is no day")),
    }
}

/// True if the text is an address that a browser can open. Reports show it as a link, so nothing else may stand there.
pub(super) fn is_link(text: &str) -> bool {
    url::Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn days() {
        assert_eq!(super::date("2028-02-29"), Ok(date!(2028 - 02 - 29)));
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "26-01-01",
            "2026-12-31T00:00:00Z",
            "+2026-01-01",
            "soon",
            "",
        ] {
            assert!(super::date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn links() {
        assert!(is_link("https://wiki.example.com/drill?id=7#top"));
        for wrong in ["javascript:alert(1)", "wiki/drill", "https://", "file:///etc"] {
            assert!(!is_link(wrong), "{wrong}");
        }
    }
}
