//! Azure resource ids: compared case-folded, shown as they were written.
//! ARM answers with ids that differ in case within one body (`/resourcegroups/…` beside `/resourceGroups/…`), so no code
//! may compare the written form.

use super::kind::Kind;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The id of an Azure resource, resource group or subscription.
#[derive(Clone)]
pub struct ResourceId {
    written: Arc<str>,
    folded: Arc<str>,
}

impl ResourceId {
    /// Takes an id as written; surrounding blanks and trailing slashes don't count, but `/` stays what it is.
    #[must_use]
    pub fn new(id: &str) -> Self {
        let trimmed = id.trim();
        let written: Arc<str> = match trimmed.trim_end_matches('/') {
            "" if !trimmed.is_empty() => "/".into(),
            kept => kept.into(),
        };
        let lower = written.to_lowercase();
        let folded = if *lower == *written { Arc::clone(&written) } else { lower.into() };
        Self { written, folded }
    }

    /// Takes the id of a resource, a resource group, a subscription or a management group, or of what lies in one of them or in
    /// the tenant (`/`): whole or not at all. A scope with an empty or padded segment, or with a type that lacks its name,
    /// would cover what it was never given for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let trimmed = text.trim_end_matches('/');
        if trimmed.is_empty() {
            return (text == "/").then(|| Self::new("/"));
        }
        let segments: Vec<&str> = trimmed.strip_prefix('/')?.split('/').collect();
        let is_whole = |segment: &&str| {
            let padded = segment.trim() != *segment;
            !segment.is_empty() && !padded && !segment.contains(char::is_control)
        };
        if !segments.iter().all(is_whole) {
            return None;
        }
        let mut rest = &segments[..];
        while let [ty, after @ ..] = rest {
            // A namespace alone is the registration of a provider.
            rest = match after {
                [_namespace] if ty.eq_ignore_ascii_case("providers") => &[],
                [_namespace, after @ ..] if ty.eq_ignore_ascii_case("providers") => {
                    let [_type, _name, after @ ..] = after else {
                        return None;
                    };
                    after
                }
                [_name, after @ ..] => after,
                [] => return None,
            };
        }
        let top = ["subscriptions", "providers"];
        top.iter().any(|top| segments[0].eq_ignore_ascii_case(top)).then(|| Self::new(trimmed))
    }

    /// True if the text has the shape of an id: `/subscriptions/<something>…`.
    #[must_use]
    pub fn looks_like_one(text: &str) -> bool {
        let text = text.trim();
        text.get(..15).is_some_and(|head| head.eq_ignore_ascii_case("/subscriptions/"))
            && text.len() > 15
    }

    /// The id as Azure wrote it, for display and for commands.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The id in lower case, for comparison and as key.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The subscription's id, folded.
    #[must_use]
    pub fn subscription(&self) -> Option<&str> {
        let mut segments = self.folded.split('/').skip(1);
        segments.next().filter(|found| *found == "subscriptions")?;
        segments.next().filter(|value| !value.is_empty())
    }

    /// The resource group's name as written.
    #[must_use]
    pub fn resource_group(&self) -> Option<&str> {
        let mut segments = self.written.split('/').skip(3);
        segments.next().filter(|segment| segment.eq_ignore_ascii_case("resourcegroups"))?;
        segments.next()
    }

    /// The resource type, folded: `microsoft.cognitiveservices/accounts/projects`. The last `providers` segment counts, so
    /// that the type of a lock is the lock's, not that of the resource under it.
    #[must_use]
    pub fn resource_type(&self) -> Option<String> {
        let at = self.folded.rfind("/providers/")? + "/providers/".len();
        let mut segments = self.folded[at..].split('/');
        let mut ty = segments.next()?.to_owned();
        while let Some(part) = segments.next() {
            ty.push('/');
            ty.push_str(part);
            segments.next();
        }
        ty.contains('/').then_some(ty)
    }

    /// The last segment as written: the resource's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.written.rsplit('/').next().unwrap_or(&self.written)
    }

    /// The id without its last type and name: a project's account, a lock's scope.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (rest, _name) = self.written.rsplit_once('/')?;
        let (rest, _type) = rest.rsplit_once('/')?;
        if rest.is_empty() {
            return None;
        }
        // `…/providers/Microsoft.X` isn't a scope: what an extension or a top-level resource hangs on lies above it.
        let mut segments = rest.rsplitn(3, '/');
        let (_namespace, providers) = (segments.next(), segments.next());
        if providers.is_some_and(|p| p.eq_ignore_ascii_case("providers")) {
            return segments.next().filter(|scope| !scope.is_empty()).map(Self::new);
        }
        Some(Self::new(rest))
    }

    /// True if `other` is this scope or lies below it. Whole segments count: `rg-a` is no ancestor of `rg-ab`. What is
    /// empty or a type without a name (`/subscriptions`) is no scope and covers nothing.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let is_scope = self.folded.matches('/').count() >= 2 && !self.folded.contains("//");
        is_scope
            && other
                .folded
                .strip_prefix(&*self.folded)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// A child's id: this id, a type segment and a name.
    #[must_use]
    pub fn child(&self, ty: &str, name: &str) -> Self {
        Self::new(&format!("{}/{ty}/{name}", self.written))
    }

    /// The subscription that this is or lies in; the empty id if it lies in none.
    #[must_use]
    pub fn subscription_scope(&self) -> Self {
        let subscription = self.subscription().and_then(|_| self.ancestor(2));
        subscription.unwrap_or_else(|| Self::new(""))
    }

    /// The resource group that this is or lies in.
    #[must_use]
    pub fn resource_group_scope(&self) -> Option<Self> {
        self.resource_group().and_then(|_| self.ancestor(4))
    }

    /// The Foundry account that this is or lies below. A listing of accounts lies below none.
    #[must_use]
    pub fn account(&self) -> Option<Self> {
        self.account_depth().and_then(|depth| self.ancestor(depth))
    }

    /// The project that this is or lies below. A listing of projects lies below none.
    #[must_use]
    pub fn project(&self) -> Option<Self> {
        let depth = self.account_depth()?;
        let mut below = self.place().split('/').skip(1 + depth);
        below.next().filter(|segment| *segment == "projects")?;
        below.next().filter(|name| !name.is_empty())?;
        self.ancestor(depth + 2)
    }

    /// The id that the first `n` segments make.
    #[must_use]
    pub fn ancestor(&self, n: usize) -> Option<Self> {
        let mut slashes = self.written.match_indices('/');
        let end = slashes.nth(n).map_or(self.written.len(), |(at, _)| at);
        (self.written.matches('/').count() >= n).then(|| Self::new(&self.written[..end]))
    }

    /// How many segments the id of its Foundry account has.
    fn account_depth(&self) -> Option<usize> {
        const TYPE: &str = "/providers/microsoft.cognitiveservices/accounts/";
        let (above, below) = self.place().split_once(TYPE)?;
        let has_name = !below.is_empty() && !below.starts_with('/');
        has_name.then(|| above.matches('/').count() + 4)
    }

    /// Where it is, folded: of a placeholder, the listing.
    fn place(&self) -> &str {
        Self::listing_of(&self.folded).unwrap_or(&self.folded)
    }

    /// The id of the placeholder for what may hide of a kind behind a listing that wasn't read in full, or behind a
    /// reference that can't be followed. No name in Azure can be `*`.
    #[must_use]
    pub fn placeholder(listing: &Self, kind: Kind) -> Self {
        Self::new(&format!("{listing}/{kind}/*"))
    }

    /// The listing, or what refers, behind the id of a placeholder; none if the text is the id of something else.
    #[must_use]
    pub fn listing_of(id: &str) -> Option<&str> {
        let (listing, _kind) = id.strip_suffix("/*")?.rsplit_once('/')?;
        Some(listing)
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}
impl Eq for ResourceId {}
impl Hash for ResourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}
impl PartialOrd for ResourceId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for ResourceId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded.cmp(&other.folded)
    }
}
impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}
impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResourceId({})", self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &str = "/subscriptions/S1/resourceGroups/rg-AI/providers/Microsoft.CognitiveServices/accounts/acc/projects/p1/";

    #[test]
    fn parts_of_a_nested_id() {
        let id = ResourceId::new(PROJECT);
        assert_eq!(id.subscription(), Some("s1"));
        assert_eq!(id.resource_group(), Some("rg-AI"));
        assert_eq!(id.name(), "p1");
        assert_eq!(
            id.resource_type().as_deref(),
            Some("microsoft.cognitiveservices/accounts/projects")
        );
        assert_eq!(id.parent().expect("account").name(), "acc");
    }

    #[test]
    fn parents_skip_the_provider_segment() {
        let lock = ResourceId::new(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Authorization/locks/l",
        );
        assert_eq!(lock.parent(), Some(ResourceId::new("/subscriptions/s/resourcegroups/G")));
        let at_subscription =
            ResourceId::new("/subscriptions/s/providers/Microsoft.Authorization/locks/l");
        assert_eq!(at_subscription.parent(), Some(ResourceId::new("/subscriptions/S")));
        let on_resource =
            ResourceId::new(&format!("{PROJECT}providers/Microsoft.Authorization/locks/l"));
        assert_eq!(on_resource.parent(), Some(ResourceId::new(PROJECT)));
        assert_eq!(on_resource.resource_type().as_deref(), Some("microsoft.authorization/locks"));
        assert_eq!(ResourceId::new("/subscriptions/s").parent(), None);
    }

    #[test]
    fn an_id_knows_what_it_lies_in() {
        let connection = ResourceId::new(&format!("{PROJECT}connections/c"));
        let said = |id: Option<ResourceId>| id.map(|id| id.written().to_owned());
        assert_eq!(connection.subscription_scope(), ResourceId::new("/subscriptions/s1"));
        assert_eq!(
            said(connection.resource_group_scope()).as_deref(),
            Some("/subscriptions/S1/resourceGroups/rg-AI")
        );
        assert_eq!(connection.project().map(|id| id.name().to_owned()), Some("p1".into()));
        assert_eq!(connection.account(), ResourceId::new(PROJECT).parent());
        let account = connection.account().expect("account");
        assert_eq!(account.account().as_ref(), Some(&account));
        assert_eq!(account.project(), None);
        let store = ResourceId::new("/subscriptions/s/resourceGroups/g/providers/Microsoft.X/y/z");
        assert_eq!((store.account(), store.project()), (None, None));
        assert_eq!(ResourceId::new("/").subscription_scope().written(), "");
    }

    #[test]
    fn a_placeholder_lies_where_its_listing_does() {
        let listed = |listing: &str| {
            let id = ResourceId::placeholder(&ResourceId::new(listing), Kind::FoundryProject);
            assert_eq!(ResourceId::listing_of(id.written()), Some(listing));
            let name = |id: Option<ResourceId>| id.map(|id| id.name().to_owned());
            (name(id.account()), name(id.project()))
        };
        let project = PROJECT.trim_end_matches('/');
        let (projects, _) = project.rsplit_once('/').expect("a name");
        let accounts = "/subscriptions/s/providers/Microsoft.CognitiveServices/accounts";
        assert_eq!(listed(accounts), (None, None));
        assert_eq!(listed(projects), (Some("acc".into()), None));
        assert_eq!(listed(project), (Some("acc".into()), Some("p1".into())));
        assert_eq!(ResourceId::listing_of(project), None);
    }

    #[test]
    fn covering_is_by_whole_segments_and_case_blind() {
        let a = ResourceId::new("/subscriptions/s/resourceGroups/rg-a");
        let ab = ResourceId::new("/subscriptions/s/resourceGroups/rg-ab/providers/Microsoft.X/y/z");
        let in_a =
            ResourceId::new("/Subscriptions/S/resourcegroups/RG-A/providers/Microsoft.X/y/z");
        assert!(!a.covers(&ab));
        assert!(a.covers(&in_a));
        assert!(a.covers(&a));
        assert!(!in_a.covers(&a));
        for broken in ["", " ", "/", "/subscriptions", "/subscriptions//providers/Microsoft.X"] {
            assert!(!ResourceId::new(broken).covers(&in_a), "{broken:?}");
        }
    }

    #[test]
    fn an_id_is_whole_or_none() {
        for whole in [
            "/",
            "/subscriptions/s",
            "/subscriptions/s/",
            "/subscriptions/s/locations/swedencentral",
            "/subscriptions/s/providers/Microsoft.CognitiveServices",
            "/providers/Microsoft.Management/managementGroups/root",
            "/providers/Microsoft.Authorization/policyDefinitions/d",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/activityLogAlerts/an alert",
            PROJECT,
        ] {
            let id = ResourceId::parse(whole).unwrap_or_else(|| panic!("{whole}"));
            assert_eq!(id, ResourceId::new(whole));
        }
        for broken in [
            "",
            " ",
            "//",
            "s",
            "subscriptions/s",
            "/subscriptions",
            "/subscriptions//",
            "/subscriptions/ ",
            "/subscriptions/ s",
            " /subscriptions/s",
            "/subscriptions/s ",
            "/subscriptions//providers/Microsoft.Authorization/locks/l",
            "/subscriptions/s/resourceGroups//providers/Microsoft.Authorization/locks/l",
            "/subscriptions/s/resourceGroups",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/y",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/y/z/w",
            "/subscriptions/s/resourceGroups/g\u{1b}[31m",
            "/elsewhere/s",
        ] {
            assert_eq!(ResourceId::parse(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn non_ascii_text_is_no_id() {
        assert!(!ResourceId::looks_like_one("äääääääääääääääääääää"));
        assert!(ResourceId::looks_like_one(" /Subscriptions/x"));
    }
}
