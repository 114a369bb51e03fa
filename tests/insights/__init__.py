"""Tests of survey_insights."""
