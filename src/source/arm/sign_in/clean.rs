//! Error texts of `azure_identity` made readable: they repeat the credential's name, end in a link, and may hold several
//! lines of a tool's output.

use crate::snapshot::clean_text;

const LONGEST: usize = 400;

/// The text without prefix, link, blank lines and repetition; `secrets` never show.
pub(super) fn clean(text: &str, secrets: &[&str]) -> String {
    let text = text.split("To troubleshoot, visit").next().unwrap_or(text);
    // Entra appends ids and a time to each message; the run's own log has what a ticket needs.
    let text = text.split(" Trace ID:").next().unwrap_or(text);
    let text = match text.rsplit_once("Credential authentication failed.") {
        Some((_, rest)) => rest,
        None => text,
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in text.lines().flat_map(|line| line.split(" - ")) {
        let part = part.trim().trim_start_matches("ERROR:").trim();
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    let mut line = parts.join("; ");
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        line = line.replace(secret, "…");
    }
    // What a tool writes may hold any secret, and none of them is known here.
    let line: String = clean_text(&line)
        .split(' ')
        .map(|word| if is_jwt(word) { "…" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect();
    if line.is_empty() { "no reason given".to_owned() } else { line }
}

fn is_jwt(word: &str) -> bool {
    word.contains("eyJ") && word.matches('.').count() >= 2
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn prefix_link_and_doubled_text_go() {
        let text = "AzureCliCredential authentication failed. az not found on PATH\nTo troubleshoot, visit https://aka.ms/x#azure-cli";
        assert_eq!(clean(text, &[]), "az not found on PATH");
        assert_eq!(
            clean("az not found on PATH - az not found on PATH", &[]),
            "az not found on PATH"
        );
        let az = "AzureCliCredential authentication failed. ERROR: Please run 'az login' to setup account.\n\n";
        assert_eq!(clean(az, &[]), "Please run 'az login' to setup account.");
        assert_eq!(clean("\n", &[]), "no reason given");
    }

    #[test]
    fn secrets_and_tokens_never_show() {
        let text =
            "AADSTS7000215: Invalid client secret s3cr3t provided. Trace ID: 1 Correlation ID: 2";
        let cleaned = clean(text, &["s3cr3t", ""]);
        assert_eq!(cleaned, "AADSTS7000215: Invalid client secret … provided.");
        assert!(!clean("bad token eyJhbGciOi.eyJhdWQi.c2ln here", &[]).contains("eyJ"));
    }

    #[test]
    fn secrets_that_nobody_told_of_go_too() {
        for secret in [
            "ERROR: password=hunter2hunter2 was refused",
            "az login failed for https://user:hunter2@proxy.example:8080",
            "ERROR: --client-secret=hunter2 is wrong",
            "ERROR: AccountKey=hunter2;EndpointSuffix=x",
        ] {
            let cleaned = clean(secret, &[]);
            assert!(!cleaned.contains("hunter2"), "{cleaned}");
        }
        assert_eq!(clean("Please run 'az login'.", &[]), "Please run 'az login'.");
    }

    #[test]
    fn endless_text_is_cut() {
        assert!(clean(&"x".repeat(10_000), &[]).len() <= 400);
    }
}
