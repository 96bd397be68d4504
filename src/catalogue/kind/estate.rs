//! The estate: everything in scope taken together.

use super::row::KindRow;
use crate::catalogue::fact::{FactRow, joined};
use crate::model::FactType::{Bool, Int, Texts};

pub(super) static ROW: KindRow = KindRow { facts: &[FACTS], bodies: &[], dependency: None };

const FACTS: &[FactRow] = &[
    joined("subscriptions", Int, "number of subscriptions in scope"),
    joined("foundry_accounts", Int, "number of Foundry accounts; unknown if a list of accounts is incomplete"),
    joined("projects", Int, "number of projects of all accounts; unknown if a list of them is incomplete"),
    joined("standard_projects", Int, "number of projects in Standard mode; unknown if the mode of one is"),
    joined("account_regions", Texts, "the regions of the Foundry accounts, sorted; unknown if a list of accounts is incomplete"),
    joined("has_projects", Bool, "there is at least one project").absent("there is no project"),
    joined("in_several_regions", Bool, "Foundry accounts are in more than one region").absent("all Foundry accounts are in one region"),
    joined("has_system_identity", Bool, "a project has a system-assigned identity"),
    joined("has_vault_connection", Bool, "a Foundry account has a connection to a Key Vault of its own, which holds the secrets of its other connections"),
    joined("asks_about_workloads", Bool, "what people sign about workloads is asked here: there is a project, and no workload is declared").absent("it is signed for each declared workload, or there is no project"),
];
