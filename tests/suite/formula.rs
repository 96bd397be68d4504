//! How many requests a run over a synthetic tenant takes, computed from the catalogue of reads:
//! run + a·subscriptions + b·subscriptions with Foundry + c·accounts + d·projects + e·sets of stores. A list longer than a
//! page takes a request for each page.
//! The test holds a live run against it, the benchmark prints it.

use crate::fake_arm::World;
use foundry_dr::catalogue::{Family, Per, ReadKind, ReadPlan};
use foundry_dr::model::Kind;

/// The reads that a synthetic tenant doesn't need, and why. A new read that isn't made everywhere goes in here.
const NOT_NEEDED: &[(ReadKind, &str)] = &[
    (ReadKind::DESCENDANTS, "all subscriptions are asked for, not those of a group"),
    (ReadKind::PROJECT_PREVIEW, "the provider doesn't list the preview version"),
    (ReadKind::AGENT_DEPLOYMENTS, "no project of a synthetic tenant has an application"),
    (ReadKind::USAGES, "all accounts of a synthetic tenant are in one region"),
    (ReadKind::OBJECT_REPLICATION, "the stores are in a region that has a pair"),
    (ReadKind::RAI_POLICIES, "no deployment names a content filter of its own"),
    (ReadKind::MANAGED_COMPUTE, "the provider doesn't list the type"),
    (ReadKind::ACCOUNT_PERIMETERS, "no store is secured by a perimeter"),
    (ReadKind::COSMOS_PERIMETERS, "likewise"),
    (ReadKind::SEARCH_PERIMETERS, "likewise"),
    (ReadKind::STORAGE_PERIMETERS, "likewise"),
];

/// The stores of each account.
const STORES: [Kind; 3] = [Kind::CosmosAccount, Kind::SearchService, Kind::StorageAccount];

/// Items per page in the synthetic worlds, and records per page of Resource Graph.
const PAGE: usize = 100;
const GRAPH_PAGE: usize = 1_000;

/// How large a tenant is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) subscriptions: usize,
    /// Those that hold accounts.
    pub(crate) inhabited: usize,
    /// Accounts of each of those.
    pub(crate) accounts: usize,
    /// Projects of each account.
    pub(crate) projects: usize,
}

/// The coefficients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Formula {
    pub(crate) subscription: usize,
    pub(crate) inhabited: usize,
    pub(crate) account: usize,
    pub(crate) project: usize,
    pub(crate) stores: usize,
}

impl Size {
    pub(crate) fn world(self) -> World {
        World::synthetic_tenant(self.subscriptions, self.inhabited, self.accounts, self.projects)
    }

    fn all_accounts(self) -> usize {
        self.inhabited * self.accounts
    }

    /// The list of subscriptions and the query, by pages, and the one policy definition that all of them use.
    pub(crate) fn run(self) -> usize {
        let rows = self.subscriptions + self.all_accounts();
        self.subscriptions.div_ceil(PAGE) + rows.div_ceil(GRAPH_PAGE) + 1
    }

    /// Pages of a subscription's list of role assignments after the first. The synthetic worlds give its owners a role, the
    /// people of each account, and each project four.
    fn more_role_pages(self) -> usize {
        let roles = 1 + self.accounts * (1 + 4 * self.projects);
        roles.div_ceil(PAGE) - 1
    }

    /// The number of requests.
    pub(crate) fn requests(self, plan: &ReadPlan) -> usize {
        let formula = Formula::of(plan, self.accounts);
        self.run()
            + self.more_role_pages() * self.inhabited
            + formula.subscription * self.subscriptions
            + formula.inhabited * self.inhabited
            + formula.account * self.all_accounts()
            + formula.project * self.all_accounts() * self.projects
            + formula.stores * self.all_accounts()
    }
}

impl Formula {
    /// For subscriptions with so many accounts each: from two on, stores are listed instead of read by id.
    pub(crate) fn of(plan: &ReadPlan, accounts: usize) -> Self {
        let lists = accounts > 1;
        let mut formula = Self::default();
        let needed = |read: &ReadKind| NOT_NEEDED.iter().all(|(other, _)| other != read);
        for read in plan.reads().filter(needed) {
            let row = read.row();
            match (row.per, row.family) {
                (Per::FoundrySubscription, Some(Family::List(kind))) => {
                    formula.inhabited += usize::from(lists && STORES.contains(&kind));
                }
                (Per::Dependency(kind), Some(Family::One(_))) => {
                    formula.stores += usize::from(!lists && STORES.contains(&kind));
                }
                (Per::Dependency(kind), _) => formula.stores += usize::from(STORES.contains(&kind)),
                (Per::Subscription, _) => formula.subscription += 1,
                // All accounts of a synthetic tenant are in one region.
                (Per::FoundrySubscription | Per::Region, _) => formula.inhabited += 1,
                (Per::AccountAndStore, _) => {
                    formula.account += 1;
                    formula.stores += STORES.len();
                }
                // Asked for where policies are assigned, as they are in every inhabited subscription of a synthetic tenant.
                (Per::Reference, _) if read == ReadKind::POLICY_EXEMPTIONS => {
                    formula.inhabited += 1
                }
                (Per::Account, _) => formula.account += 1,
                (Per::Project, _) => formula.project += 1,
                (Per::Run | Per::Refused | Per::Reference, _) => {}
            }
        }
        formula
    }
}
