//! What a secret looks like, and how texts lose theirs.

use std::ops::Range;

/// Names of leaves whose text is a secret wherever it stands.
const SECRET_NAMES: &[&str] = &[
    "password",
    "secret",
    "connectionstring",
    "instrumentationkey",
    "accountkey",
    "apikey",
    "primarykey",
    "secondarykey",
    "credential",
    "sastoken",
    "accesstoken",
    "sharedaccesskey",
];
/// Fragments of texts that carry a secret. `key=` is the end of `AccountKey=`, `ApiKey=`, `subscription-key=` and more.
const SECRET_FRAGMENTS: &[&str] =
    &["key=", "sharedaccesssignature", "password=", "pwd=", "secret=", "sig=", "token="];

pub(super) fn is_secret(name: &str, text: &str) -> bool {
    let name = name.to_lowercase();
    SECRET_NAMES.iter().any(|secret| name.contains(secret)) || has_secret(text)
}

fn has_secret(text: &str) -> bool {
    let folded = text.to_lowercase();
    SECRET_FRAGMENTS.iter().any(|part| folded.contains(part))
        || private_key(text).is_some()
        || text.split(|c: char| !is_of_key(c)).any(is_issued)
}

/// Where a private key in PEM form begins and ends in a text.
fn private_key(text: &str) -> Option<Range<usize>> {
    const BEGIN: &str = "-----BEGIN";
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGIN) {
        let start = from + at;
        let label = &text[start + BEGIN.len()..];
        let label_end = label.find("-----").unwrap_or(label.len());
        if label[..label_end].contains("PRIVATE KEY") {
            let end = text[start..].find("-----END").map(|end| start + end + "-----END".len());
            let end = end
                .and_then(|end| text[end..].find("-----").map(|more| end + more + "-----".len()));
            return Some(start..end.unwrap_or(text.len()));
        }
        from = start + BEGIN.len();
    }
    None
}

fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-+/=".contains(c)
}

/// How tokens of services begin that give them a beginning to be found by, and how long they are at least: GitHub, GitLab,
/// AWS, Slack, OpenAI, Google, npm, Docker (each service's own documentation of its tokens).
const ISSUED: [(&str, usize); 19] = [
    ("ghp_", 36),
    ("gho_", 36),
    ("ghu_", 36),
    ("ghs_", 36),
    ("ghr_", 36),
    ("github_pat_", 36),
    ("glpat-", 20),
    ("AKIA", 20),
    ("ASIA", 20),
    ("xoxa-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xoxr-", 20),
    ("xoxs-", 20),
    ("sk-", 32),
    ("AIza", 39),
    ("npm_", 36),
    ("dckr_pat_", 20),
    ("hf_", 30),
];

/// What stands in the middle of the keys that Azure's services make so that scanners find them.
const AZURE_KEY: &str = "JQQJ99";

/// True for a word that is a token or a key by its form.
fn is_issued(word: &str) -> bool {
    let issued = |(start, least): &(&str, usize)| {
        // Of a path or a word with hyphens, the part that begins so.
        word.match_indices(start).any(|(at, _)| {
            let begins = at == 0 || word[..at].ends_with(['/', '=', '+', '-']);
            let body = word[at + start.len()..].bytes();
            // Names of resources have hyphens too, and some begin with `sk-`.
            let joined = |byte: &u8| b"_-".contains(byte) && *start != "sk-";
            let length = body.take_while(|byte| byte.is_ascii_alphanumeric() || joined(byte));
            begins && start.len() + length.count() >= *least
        })
    };
    ISSUED.iter().any(issued) || has_key(word) || (word.contains(AZURE_KEY) && word.len() >= 40)
}

/// True if a word holds 64 bytes in base64, as keys of Storage and Cosmos DB are.
fn has_key(word: &str) -> bool {
    const DIGITS: usize = 86;
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    word.match_indices("==").any(|(end, _)| {
        let digits = end.checked_sub(DIGITS).map(|start| &word.as_bytes()[start..end]);
        digits.is_some_and(|digits| digits.iter().all(is_digit))
    })
}

/// Takes e-mail addresses, tokens, secrets and the queries of URLs out of a text.
pub(crate) fn clean_text(text: &str) -> String {
    if let Some(key) = private_key(text) {
        let (before, after) = (clean_text(&text[..key.start]), clean_text(&text[key.end..]));
        return format!("{before}[secret redacted]{after}");
    }
    if !text.contains(['@', '?', '=']) && !text.contains(TOKEN) && !has_secret(text) {
        return text.to_owned();
    }
    let words = text.split_inclusive(|c: char| c.is_whitespace() || QUOTES.contains(&c));
    words.map(clean_word).collect()
}

/// How a JSON Web Token begins.
const TOKEN: &str = "eyJ";
/// What ends a word even within a query.
const QUOTES: [char; 4] = ['\'', '"', '<', '>'];
/// What may follow a word in a sentence, and what parts words outside queries.
const MARKS: [char; 4] = [',', ';', '(', ')'];

fn clean_word(word: &str) -> String {
    let ends = |c: char| c.is_whitespace() || QUOTES.contains(&c) || MARKS.contains(&c) || c == '.';
    let bare = word.trim_end_matches(ends);
    let rest = &word[bare.len()..];
    if has_key(bare) {
        return format!("[secret redacted]{rest}");
    }
    // A query may hold a key, whatever its name, and marks of any sort.
    if let Some((before, query)) = bare.split_once('?')
        && (bare.contains("://") || query.contains('='))
    {
        let before = clean_word(before);
        return format!("{before}?[query redacted]{rest}");
    }
    let parts = bare.split_inclusive(|c: char| MARKS.contains(&c) || c == '/');
    let clean: String = parts.map(clean_part).collect();
    clean + rest
}

/// One segment of a path, or one word between marks: an address in an id leaves the rest of the id alone.
fn clean_part(part: &str) -> String {
    let ends = |c: char| MARKS.contains(&c) || c == '/';
    let bare = part.trim_end_matches(ends);
    let rest = &part[bare.len()..];
    if let Some(at) = bare.find(TOKEN)
        && bare.len() - at > 20
    {
        return format!("{}[token redacted]{rest}", &bare[..at]);
    }
    if has_secret(bare) {
        return format!("[secret redacted]{rest}");
    }
    match bare.split_once('@') {
        Some((local, domain)) if !local.is_empty() && domain.contains('.') => {
            format!("[address redacted]{rest}")
        }
        // `https://user:password@host`
        Some((local, _)) if local.contains(':') => format!("[sign-in redacted]{rest}"),
        Some(_) | None => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens made up in the form of each service; put together here, so that no scanner takes this file for a leak.
    fn tokens() -> Vec<String> {
        let issued =
            ISSUED.iter().map(|(start, least)| format!("{start}{}", "a1B2".repeat(least / 4)));
        let key = format!("{}==", "Ab+/".repeat(22).split_at(86).0);
        let azure = format!("{}{AZURE_KEY}{}", "a1".repeat(26), "AAAB3".repeat(4));
        issued.chain([key, azure]).collect()
    }

    #[test]
    fn what_services_issue_is_a_secret_wherever_it_stands() {
        for token in tokens() {
            for text in [
                token.clone(),
                format!("use {token} until May"),
                format!("key:{token};more"),
                format!("(\"{token}\")"),
                format!("https://host/{token}/x"),
            ] {
                assert!(is_secret("notes", &text), "{text}");
                let clean = clean_text(&text);
                assert!(!clean.contains(&token), "{text}: {clean}");
            }
        }
    }

    #[test]
    fn a_private_key_is_a_secret_to_its_end() {
        let dashes = "-".repeat(5);
        for kind in ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "] {
            let head = format!("{dashes}BEGIN {kind}PRIVATE KEY{dashes}");
            let whole =
                format!("a {head}\nMIIEhunter2\nhunter2\n{dashes}END {kind}PRIVATE KEY{dashes} b");
            assert!(is_secret("notes", &whole));
            assert_eq!(clean_text(&whole), "a [secret redacted] b");
            assert_eq!(clean_text(&format!("a {head} hunter2")), "a [secret redacted]");
        }
        let public = format!("{dashes}BEGIN CERTIFICATE{dashes} MIIE");
        assert_eq!(clean_text(&public), public);
    }

    #[test]
    fn ordinary_words_are_no_secrets() {
        for text in [
            "task-force",
            "sk-prod-westeurope-agents-store-0001",
            "sk-region",
            "AKIA",
            "Kiosk-0123456789-0123456789-0123456789",
            "/subscriptions/0a0a0a0a-0000-4000-8000-000000000001/resourceGroups/rg-ghp_x",
            "desk-00000000-0000-4000-8000-000000000001",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ] {
            assert!(!is_secret("name", text), "{text}");
            assert_eq!(clean_text(text), text);
        }
    }
}
