//! "Did you mean": the known name that is nearest to an unknown one.

/// The nearest of the names, if one is near enough to be a slip.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|other| {
            let folded = strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase());
            (folded, other)
        })
        .filter(|(distance, other)| *distance <= 1.max(name.len().min(other.len()) / 3))
        .min()
        .map(|(_, other)| other)
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
