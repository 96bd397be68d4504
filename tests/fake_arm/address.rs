//! Takes an ARM path apart: subscription, resource group, type, and whether it names a resource or a collection. Knows the
//! grammar of ids only, neither which types exist nor what a world holds.

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `/subscriptions`
    Subscriptions,
    /// `/subscriptions/{s}`
    Subscription,
    /// `/subscriptions/{s}/locations`
    Locations,
    /// `/subscriptions/{s}/resourceGroups`
    ResourceGroups,
    /// `/subscriptions/{s}/resourceGroups/{g}`
    ResourceGroup,
    /// `/subscriptions/{s}/providers/{namespace}`
    Provider,
    /// Locks of the scope that stands before `/providers/Microsoft.Authorization/locks`.
    Locks {
        /// The folded scope.
        scope: String,
    },
    /// Role assignments, standing or eligible, of the scope before `/providers/Microsoft.Authorization/…`.
    Roles {
        /// The folded scope.
        scope: String,
        /// True for those that somebody may activate.
        eligible: bool,
    },
    /// A list of resources of one type.
    Collection,
    /// One resource.
    Resource,
    /// Nothing that ARM knows.
    Unknown,
}

/// A request's path, understood.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    /// The path in lower case, decoded, without a slash at its end.
    pub(crate) folded: String,
    /// The same path as written.
    pub(crate) written: String,
    /// What it names.
    pub(crate) target: Target,
    /// The subscription's id as written.
    pub(crate) subscription: Option<String>,
    /// The resource group's name as written.
    pub(crate) group: Option<String>,
    /// The type as written: `Microsoft.X/accounts/projects`; for a provider its namespace.
    pub(crate) resource_type: String,
    /// The last name as written.
    pub(crate) name: String,
}

impl Address {
    /// Understands a path.
    pub(crate) fn of(path: &str) -> Self {
        let decoded = percent_decoded(path);
        let written: Vec<&str> = decoded.split('/').filter(|segment| !segment.is_empty()).collect();
        let path = format!("/{}", written.join("/"));
        let mut address = Self {
            folded: path.to_ascii_lowercase(),
            written: path,
            target: Target::Unknown,
            subscription: written.get(1).map(ToString::to_string),
            group: None,
            resource_type: String::new(),
            name: written.last().copied().unwrap_or_default().to_owned(),
        };
        if written.first().is_some_and(|first| is(first, "subscriptions")) {
            address.target = address.below_subscription(&written);
        } else if let Some(at) = written.iter().rposition(|one| is(one, "providers")) {
            address.resource_type = type_of(&written[at + 1..]);
        }
        address
    }

    fn below_subscription(&mut self, written: &[&str]) -> Target {
        let rest = match written {
            [_] => return Target::Subscriptions,
            [_, _] => return Target::Subscription,
            [_, _, only] if is(only, "locations") => return Target::Locations,
            [_, _, only] if is(only, "resourceGroups") => return Target::ResourceGroups,
            [_, _, groups, group, rest @ ..] if is(groups, "resourceGroups") => {
                self.group = Some((*group).to_owned());
                if rest.is_empty() {
                    return Target::ResourceGroup;
                }
                rest
            }
            [_, _, rest @ ..] => rest,
            [] => return Target::Unknown,
        };
        let Some(at) = rest.iter().rposition(|segment| is(segment, "providers")) else {
            return Target::Unknown;
        };
        let tail = &rest[at + 1..];
        self.resource_type = type_of(tail);
        match tail {
            [] => Target::Unknown,
            [_] if at == 0 && self.group.is_none() => Target::Provider,
            [_] => Target::Unknown,
            [namespace, locks]
                if is(namespace, "Microsoft.Authorization") && is(locks, "locks") =>
            {
                let scope = self.folded.rsplit_once("/providers/");
                Target::Locks {
                    scope: scope.map_or_else(String::new, |(scope, _)| scope.to_owned()),
                }
            }
            [namespace, roles]
                if is(namespace, "Microsoft.Authorization")
                    && (is(roles, "roleAssignments")
                        || is(roles, "roleEligibilityScheduleInstances")) =>
            {
                let scope = self.folded.rsplit_once("/providers/");
                Target::Roles {
                    scope: scope.map_or_else(String::new, |(scope, _)| scope.to_owned()),
                    eligible: !is(roles, "roleAssignments"),
                }
            }
            _ if tail.len().is_multiple_of(2) => Target::Collection,
            _ => Target::Resource,
        }
    }

    /// The folded path without its last segment: a child's collection, a collection's parent.
    pub(crate) fn parent(&self) -> &str {
        self.folded.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    /// The folded id of the resource that this one is a child of; `None` for a top-level type.
    pub(crate) fn parent_resource(&self) -> Option<&str> {
        let nested = self.resource_type.matches('/').count() > 1;
        match self.target {
            Target::Collection if nested => Some(self.parent()),
            Target::Resource if nested => self.parent().rsplit_once('/').map(|(id, _)| id),
            _ => None,
        }
    }

    /// The folded id of the resource group; `None` above groups.
    pub(crate) fn group_id(&self) -> Option<String> {
        let (subscription, group) = (self.subscription.as_ref()?, self.group.as_ref()?);
        Some(format!("/subscriptions/{subscription}/resourcegroups/{group}").to_ascii_lowercase())
    }

    /// The namespace: `Microsoft.X`.
    pub(crate) fn namespace(&self) -> &str {
        self.resource_type.split('/').next().unwrap_or_default()
    }
}

/// `[ns, type, name, type, name…]` → `ns/type/type`.
fn type_of(tail: &[&str]) -> String {
    let types = tail.iter().skip(1).step_by(2);
    let parts: Vec<&str> = tail.first().into_iter().chain(types).copied().collect();
    parts.join("/")
}

fn is(segment: &str, word: &str) -> bool {
    segment.eq_ignore_ascii_case(word)
}

fn percent_decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = path.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            decoded.push(byte);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
