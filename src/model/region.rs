//! Azure region names. ARM spells one region in two ways ("South Central US" by Cosmos DB, "southcentralus" by Storage);
//! the programmatic name is the lower-cased display name without blanks.

use std::fmt;
use std::sync::Arc;

/// A region by its programmatic name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(Arc<str>);

impl Region {
    /// Normalises either spelling; staging suffixes such as `(stage)` stay, since such a region is another one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let name: String =
            text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        Self(name.into())
    }

    /// The programmatic name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Region;

    #[test]
    fn both_spellings_are_one_region() {
        assert_eq!(Region::new("South Central US"), Region::new("southcentralus"));
        assert_ne!(Region::new("eastus2(stage)"), Region::new("East US 2"));
    }
}
