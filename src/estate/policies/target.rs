//! The resource whose deletion is asked about.

use crate::model::{Fact, Region, ResourceId};

/// A resource as policies see it.
pub(in crate::estate) struct PolicyTarget<'t> {
    pub(in crate::estate) id: &'t ResourceId,
    pub(super) ty: String,
    pub(super) region: Option<&'t Region>,
}

impl<'t> PolicyTarget<'t> {
    pub(in crate::estate) fn new(id: &'t ResourceId, region: &'t Fact<Region>) -> Self {
        Self { id, ty: id.resource_type().unwrap_or_default(), region: region.known() }
    }

    /// True for a resource within another, such as a project.
    pub(super) fn is_child(&self) -> bool {
        self.ty.matches('/').count() > 1
    }
}
