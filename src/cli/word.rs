//! Words of the model as arguments: clap checks and completes them, and names the nearest one if there is none.

use crate::model::{Cloud, Credential, FailOn, Kind, OnUnknown, Severity};
use clap::ValueEnum;
use clap::builder::PossibleValue;

macro_rules! arguments {
    ($($word:ty),+) => {$(
        impl ValueEnum for $word {
            fn value_variants<'a>() -> &'a [Self] {
                &Self::ALL
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(PossibleValue::new(self.as_str()))
            }
        }
    )+};
}

arguments!(Cloud, Credential, FailOn, Kind, OnUnknown, Severity);
