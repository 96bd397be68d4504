//! Addresses in bodies: ids of other resources and hosts of endpoints. Users write some of them, so nothing is taken on
//! trust.

use crate::model::{Kind, ResourceId};

/// The dependency that an id names, or that it lies in: a database's id names its account. None for ids of other types,
/// and for text that could change which URL is asked.
#[must_use]
pub fn dependency_id(text: &str) -> Option<(Kind, ResourceId)> {
    if !ResourceId::looks_like_one(text) || !is_plain(text) {
        return None;
    }
    let segments: Vec<&str> = text.trim().trim_matches('/').split('/').collect();
    let resource = segments.get(..8)?;
    let shape = ["subscriptions", "resourcegroups", "providers"];
    let words = shape.iter().zip(resource.iter().step_by(2));
    let fits = words.into_iter().all(|(word, segment)| segment.eq_ignore_ascii_case(word));
    let filled = segments.iter().all(|segment| !segment.is_empty());
    let id = ResourceId::parse(&format!("/{}", resource.join("/")))?;
    let kind = Kind::dependency_of_type(&id.resource_type()?)?;
    (fits && filled).then_some((kind, id))
}

/// True if nothing in an id can change which URL is asked.
#[must_use]
pub fn is_plain(id: &str) -> bool {
    let plain = |c: char| !c.is_control() && !matches!(c, '?' | '#' | '%' | '\\' | '*');
    id.chars().all(plain) && id.split('/').all(|segment| !matches!(segment, "." | ".."))
}

/// The host of a URL, folded, without port; or of an address without a scheme, such as a registry's login server.
#[must_use]
pub fn host_of(target: &str) -> Option<String> {
    let target = target.trim();
    let rest = match target.split_once("://") {
        Some((_, rest)) => rest,
        None if target.contains('.') && !target.contains(char::is_whitespace) => target,
        None => return None,
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// The services of a Storage account, each at a host of its own.
const STORAGE_SERVICES: [&str; 6] = ["blob", "dfs", "file", "queue", "table", "web"];

/// One host for all that a resource answers at. A Storage account has one for each service, and the same with `-secondary`
/// for reads of its geo copy; their names can't hold a dash. All stand for the blob service.
#[must_use]
pub(super) fn canonical_host(kind: Kind, host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let service = labels.iter().take(3).skip(1).position(|label| STORAGE_SERVICES.contains(label));
    let (Kind::StorageAccount, Some(service), [account, ..]) = (kind, service, &labels[..]) else {
        return host.to_owned();
    };
    let account = account.strip_suffix("-secondary").unwrap_or(account);
    let web = labels[service + 1] == "web";
    // A static site has its zone in the name (`name.z6.web.core.windows.net`), other services only in DNS zones.
    let zone = labels.get(1..=service).unwrap_or_default().iter().filter(|_| !web);
    let rest = labels.get(service + 2..).unwrap_or_default();
    let all: Vec<&str> = [account]
        .into_iter()
        .chain(zone.copied())
        .chain(["blob"])
        .chain(rest.iter().copied())
        .collect();
    all.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_of_a_storage_account_stands_for_the_account() {
        let canonical = |host| canonical_host(Kind::StorageAccount, host);
        let blob = "stfabrikam.blob.core.windows.net";
        for host in [
            blob,
            "stfabrikam.dfs.core.windows.net",
            "stfabrikam-secondary.table.core.windows.net",
            "stfabrikam.z6.web.core.windows.net",
        ] {
            assert_eq!(canonical(host), blob, "{host}");
        }
        let zoned = "stfabrikam.z12.blob.storage.azure.net";
        assert_eq!(canonical("stfabrikam.z12.dfs.storage.azure.net"), zoned);
        assert_eq!(canonical("files.fabrikam.example"), "files.fabrikam.example");
        let other = "blob.documents.azure.com";
        assert_eq!(canonical_host(Kind::CosmosAccount, other), other);
    }

    const COSMOS: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/c";

    #[test]
    fn ids_below_a_dependency_name_it() {
        let expected = Some((Kind::CosmosAccount, ResourceId::new(COSMOS)));
        assert_eq!(dependency_id(COSMOS), expected);
        assert_eq!(dependency_id(&COSMOS.to_uppercase()), expected);
        assert_eq!(dependency_id(&format!("{COSMOS}/sqlDatabases/d")), expected);
    }

    #[test]
    fn ids_that_could_change_the_url_are_no_ids() {
        for id in [
            format!("{COSMOS}?x=1"),
            format!("{COSMOS}/../../x"),
            COSMOS.replace("/g/", "//"),
            COSMOS.replace("/g/", "/%2e%2e/"),
            COSMOS.replace("resourceGroups", "locations"),
            "/subscriptions/s/resourceGroups/g".to_owned(),
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Bing/accounts/b".to_owned(),
            "https://evil.example/".to_owned(),
        ] {
            assert_eq!(dependency_id(&id), None, "{id}");
        }
    }

    #[test]
    fn hosts_of_targets() {
        let host = |text| host_of(text).unwrap_or_default();
        assert_eq!(host("https://X.documents.azure.com:443/"), "x.documents.azure.com");
        assert_eq!(host("r.azurecr.io"), "r.azurecr.io");
        assert_eq!(
            host("https://St.blob.core.usgovcloudapi.net/"),
            "st.blob.core.usgovcloudapi.net"
        );
        assert_eq!(host("https://c.documents.azure.cn:443/"), "c.documents.azure.cn");
        assert_eq!(host("https://user@h.example/p"), "h.example");
        assert_eq!(host("/subscriptions/s/x.y"), "");
        assert_eq!(host("plain words"), "");
    }
}
