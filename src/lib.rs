//! Resilience auditor for Azure AI Foundry (Microsoft Foundry) projects and their Agent Service.
//!
//! Data flows one way: `source` → `snapshot` → `estate` → `audit` → `render`. A module may use those listed above it.

pub mod audit;
pub mod estate;
pub mod kind;
pub mod model;
pub mod render;
pub mod rule;
pub mod snapshot;
