//! "Did you mean": the known name that is nearest to an unknown one.

/// The nearest of the names, if one is near enough to be a slip: a third of the letters may differ. Case doesn't count.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let near = known.into_iter().filter_map(|other| {
        let distance = strsim::damerau_levenshtein(&folded, &other.to_lowercase());
        (distance <= 1.max(name.len().min(other.len()) / 3)).then_some((distance, other))
    });
    near.min().map(|(_, other)| other)
}

/// The nearest name as a hint.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(name, known).map(|other| format!("did you mean `{other}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let names = ["zone_redundant", "sku", "region"];
        assert_eq!(nearest("zone_redundnat", names), Some("zone_redundant"));
        assert_eq!(nearest("Region", names), Some("region"));
        assert_eq!(nearest("weather", names), None);
    }
}
