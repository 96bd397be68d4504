//! Resilience auditor for Azure AI Foundry (Microsoft Foundry) projects and their Agent Service.
//!
//! Data flows one way: `source` → `snapshot` → `estate` → `audit` → `render`. A module may use those listed above it.

pub mod model;

pub mod text;

pub mod snapshot;

pub mod catalogue;

pub mod estate;

pub mod condition;

pub mod rule;

pub mod audit;

pub mod config;

pub mod render;

pub mod source;

pub mod cli;
pub mod exit;

pub mod command;
