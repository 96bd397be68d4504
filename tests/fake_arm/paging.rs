//! Cuts a list into pages the way each provider does: page sizes, opaque skip tokens, and what stands where no next page is.

use super::refusal::{Refusal, refuse};
use super::world::World;
use serde_json::{Value, json};

/// Items per page where a world says nothing else: small where paging bugs would hide subjects.
const SMALL: &[&str] = &[
    "microsoft.cognitiveservices/accounts",
    "microsoft.cognitiveservices/accounts/connections",
    "microsoft.cognitiveservices/accounts/projects/connections",
];
const SMALL_PAGE: usize = 2;
const PAGE: usize = 100;

/// Namespaces that answer everything on one page.
const UNPAGED: &[&str] = &["microsoft.documentdb"];
/// Namespaces that end with `"nextLink": null`; the others leave it out.
const NULL_AT_END: &[&str] = &["microsoft.search", "microsoft.insights"];

/// A request for one page of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageRequest<'a> {
    /// The type listed.
    pub(crate) resource_type: &'a str,
    /// The list's address without a skip token: `http://…?api-version=…`.
    pub(crate) url: &'a str,
    /// The skip token, if it isn't the first page.
    pub(crate) skip_token: Option<&'a str>,
}

/// The page that was asked for.
pub(crate) fn page(
    world: &World,
    request: PageRequest<'_>,
    items: Vec<Value>,
) -> Result<Value, Refusal> {
    let folded = request.resource_type.to_ascii_lowercase();
    let namespace = folded.split('/').next().unwrap_or_default();
    let start = request.skip_token.map_or(Some(0), offset).ok_or_else(|| {
        let message = "The skip token of the next link is malformed.";
        refuse(400, "InvalidSkipToken", message)
    })?;
    let size = if UNPAGED.contains(&namespace) { usize::MAX } else { size(world, &folded) };
    let more = items.len() > start.saturating_add(size);
    let value: Vec<Value> = items.into_iter().skip(start).take(size).collect();
    let mut body = json!({ "value": value });
    if more {
        body["nextLink"] = json!(link(request.url, &skip_token(start + size)));
    } else if NULL_AT_END.contains(&namespace) {
        body["nextLink"] = Value::Null;
    }
    Ok(body)
}

/// The address of a list's page.
pub(crate) fn link(url: &str, skip_token: &str) -> String {
    format!("{url}&$skipToken={skip_token}")
}

/// The token of the page that starts at an offset. Clients may not look into it.
pub(crate) fn skip_token(offset: usize) -> String {
    format!("ZmFrZQ{offset:08x}")
}

fn offset(token: &str) -> Option<usize> {
    usize::from_str_radix(token.strip_prefix("ZmFrZQ")?, 16).ok()
}

fn size(world: &World, folded_type: &str) -> usize {
    let of_type = World::by_folded_key(&world.page_sizes, folded_type);
    let built_in = SMALL.contains(&folded_type).then_some(&SMALL_PAGE);
    let of_all = || world.page_sizes.get("*");
    let size = of_type.or_else(of_all).or(built_in).copied();
    size.unwrap_or(PAGE).max(1)
}
