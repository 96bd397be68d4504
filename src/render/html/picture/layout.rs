//! Where everything stands. Two columns of boxes, a gutter between them for the lines of what is shared; heights follow from
//! the number of boxes, so that fifty projects need more paper and no smaller letters.

use super::super::tally::Tallies;
use super::super::text::{count, fitted, line};
use super::chip::{self, Chip};
use super::owners::{Owner, Owners};
use crate::audit::DependencyOutline;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many accounts are drawn, worst first.
pub(super) const ACCOUNTS: usize = 40;
/// So many chips in each part of one.
const CHIPS: usize = 60;
/// All lengths are in the picture's own units; a letter of a name is about seven wide.
const WIDTH: usize = 1180;
const CHIP: (usize, usize) = (200, 42);
const GAP: usize = 8;
const PAD: usize = 14;
const HEADER: usize = 54;
const BAND: usize = 40;
const LEFT: usize = 3 * CHIP.0 + 2 * GAP + 2 * PAD;
const RIGHT: usize = 2 * CHIP.0 + GAP + 2 * PAD;
const RIGHT_X: usize = WIDTH - RIGHT;
/// Lines in the gutter; what more sets of accounts share is told in words.
const LANES: usize = 6;

/// The picture, ready to be written down.
pub(in super::super) struct Drawing {
    pub(in super::super) width: usize,
    pub(in super::super) height: usize,
    pub(in super::super) bands: Vec<Band>,
    pub(in super::super) panels: Vec<Panel>,
    pub(in super::super) lanes: Vec<Lane>,
    pub(in super::super) links: Vec<Connector>,
}

/// The heading of a region, or of what is shared.
pub(in super::super) struct Band {
    pub(in super::super) y: usize,
    pub(in super::super) title: String,
    pub(in super::super) note: String,
}

/// A frame with a heading and boxes.
pub(in super::super) struct Panel {
    pub(in super::super) class: &'static str,
    pub(in super::super) x: usize,
    pub(in super::super) y: usize,
    pub(in super::super) width: usize,
    pub(in super::super) height: usize,
    /// The account, whose mark stands in the heading.
    pub(in super::super) head: Option<Chip>,
    pub(in super::super) title: String,
    pub(in super::super) note: String,
    pub(in super::super) chips: Vec<(usize, usize, Chip)>,
}

/// From an account to what is its own.
pub(in super::super) struct Connector {
    pub(in super::super) y: usize,
    pub(in super::super) from: usize,
    pub(in super::super) to: usize,
}

/// A line down the gutter: from accounts to what they share.
pub(in super::super) struct Lane {
    pub(in super::super) x: usize,
    pub(in super::super) top: usize,
    pub(in super::super) bottom: usize,
    /// Heights at which accounts join.
    pub(in super::super) stops: Vec<usize>,
    pub(in super::super) from: usize,
    pub(in super::super) to: usize,
}

impl Drawing {
    /// Width of a box.
    pub(in super::super) fn chip_width(&self) -> usize {
        CHIP.0
    }

    /// Height of a box.
    pub(in super::super) fn chip_height(&self) -> usize {
        CHIP.1
    }
}

/// Draws the worst accounts by region, and what they share.
pub(super) fn draw(owners: &Owners<'_>, tallies: &Tallies) -> Drawing {
    let mut pen = Pen {
        y: 0,
        tallies,
        drawing: Drawing {
            width: WIDTH,
            height: 0,
            bands: vec![],
            panels: vec![],
            lanes: vec![],
            links: vec![],
        },
        joints: BTreeMap::new(),
    };
    let mut regions: BTreeMap<&str, Vec<&Owner<'_>>> = BTreeMap::new();
    for owner in owners.accounts.iter().take(ACCOUNTS) {
        let region = owner.account.region.as_deref().unwrap_or("region not known");
        regions.entry(region).or_default().push(owner);
    }
    for (region, accounts) in regions {
        let zones = accounts.iter().find_map(|owner| owner.account.zones);
        pen.band(&line(region), chip::zones(zones));
        for owner in accounts {
            pen.account(owner);
        }
    }
    pen.shared(owners);
    pen.stray(&owners.stray);
    pen.drawing.height = pen.y;
    pen.drawing
}

struct Pen<'a> {
    y: usize,
    tallies: &'a Tallies,
    drawing: Drawing,
    /// Where a line leaves an account, and the account's name, by folded id.
    joints: BTreeMap<String, (usize, String)>,
}

impl Pen<'_> {
    fn band(&mut self, title: &str, note: &str) {
        self.drawing.bands.push(Band {
            y: self.y,
            title: fitted(title, 60),
            note: note.to_owned(),
        });
        self.y += BAND;
    }

    fn account(&mut self, owner: &Owner<'_>) {
        let account = owner.account;
        let mut projects: Vec<_> = account.projects.iter().collect();
        projects.sort_by_cached_key(|project| Reverse(self.tallies.at(&project.id)));
        let chips = |project| chip::of_project(project, account, self.tallies);
        let left = grid(projects.into_iter().map(chips), 3);
        let right = self.stores(&owner.own, account.region.as_deref());
        let (height, beside) = (panel_height(&left), panel_height(&right));
        let deployments = count(account.deployments.len(), "model deployment");
        self.joints.insert(account.id.to_lowercase(), (self.y + HEADER / 2, line(&account.name)));
        self.drawing.panels.push(Panel {
            class: "account",
            x: 0,
            y: self.y,
            width: LEFT,
            height,
            head: Some(chip::of_account(account, self.tallies)),
            title: String::new(),
            note: format!("{} · {deployments}", owner.tally.describe()),
            chips: left,
        });
        if !right.is_empty() {
            self.drawing.links.push(Connector {
                y: self.y + HEADER + CHIP.1 / 2,
                from: LEFT,
                to: RIGHT_X,
            });
            let note = format!("{} depends on", fitted(&account.name, 46));
            self.right("own", beside, "Stores and services that only", note, right);
        }
        self.y += height.max(beside) + 2 * GAP;
    }

    /// What exactly these accounts share: one frame and one line for each set of accounts.
    fn shared(&mut self, owners: &Owners<'_>) {
        if owners.shared.is_empty() {
            return;
        }
        self.band("Shared by several accounts", "one loss hits every account on its line");
        for (nth, (users, stores)) in owners.shared.iter().enumerate() {
            let drawn: Vec<&(usize, String)> =
                users.iter().filter_map(|id| self.joints.get(id)).collect();
            let names: Vec<&str> = drawn.iter().map(|(_, name)| name.as_str()).collect();
            let title = format!("{}: {}", count(users.len(), "account"), names.join(", "));
            let stops: Vec<usize> = drawn.iter().map(|(y, _)| *y).collect();
            let chips = self.stores(stores, None);
            let height = panel_height(&chips);
            if let (true, Some(top)) = (nth < LANES, stops.iter().min().copied()) {
                self.drawing.lanes.push(Lane {
                    x: LEFT + 14 + nth * 12,
                    top,
                    bottom: self.y + HEADER / 2,
                    stops,
                    from: LEFT,
                    to: RIGHT_X,
                });
            }
            self.right("shared", height, "Shared", fitted(&title, 58), chips);
            self.y += height + 2 * GAP;
        }
    }

    fn stray(&mut self, stores: &[&DependencyOutline]) {
        if stores.is_empty() {
            return;
        }
        self.band("Not attributed", "no account in this report is known to use it");
        let chips = self.stores(stores, None);
        let height = panel_height(&chips);
        self.right("own", height, "Stores and services", String::new(), chips);
        self.y += height + 2 * GAP;
    }

    fn stores(
        &self,
        stores: &[&DependencyOutline],
        home: Option<&str>,
    ) -> Vec<(usize, usize, Chip)> {
        let chips = stores.iter().map(|one| chip::of_dependency(one, home, self.tallies));
        grid(chips, 2)
    }

    fn right(
        &mut self,
        class: &'static str,
        height: usize,
        title: &str,
        note: String,
        chips: Vec<(usize, usize, Chip)>,
    ) {
        self.drawing.panels.push(Panel {
            class,
            x: RIGHT_X,
            y: self.y,
            width: RIGHT,
            height,
            head: None,
            title: title.to_owned(),
            note,
            chips,
        });
    }
}

/// Boxes in rows, with their places in the frame; the last one tells how many have none.
fn grid(chips: impl ExactSizeIterator<Item = Chip>, columns: usize) -> Vec<(usize, usize, Chip)> {
    let number = chips.len();
    let shown = if number > CHIPS { CHIPS - 1 } else { number };
    let mut boxes: Vec<Chip> = chips.take(shown).collect();
    if shown < number {
        boxes.push(chip::more(number - shown));
    }
    let place = |nth: usize| {
        (PAD + nth % columns * (CHIP.0 + GAP), HEADER + nth / columns * (CHIP.1 + GAP))
    };
    boxes
        .into_iter()
        .enumerate()
        .map(|(nth, chip)| {
            let (x, y) = place(nth);
            (x, y, chip)
        })
        .collect()
}

fn panel_height(chips: &[(usize, usize, Chip)]) -> usize {
    match chips.last() {
        Some((_, y, _)) => y + CHIP.1 + PAD,
        None => HEADER,
    }
}
