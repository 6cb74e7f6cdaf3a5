// SPDX-License-Identifier: Apache-2.0

extension Refused {
    /// Their parts of one UID each.
    static let objects = table(
        #"""
        has no DTSTART that can be read
          icalendar:calendars/big_bad_calendar.ics#1
          icalendar:calendars/broken_dtstart.ics#1
          icalendar:calendars/issue_1050_multiple_calendars.ics#1,2
          icalendar:calendars/issue_1050_uid_in_description.ics#1,2
          icalendar:calendars/issue_1081_invalid_start_and_end.ics#1
          icalendar:calendars/issue_1081_invalid_start_valid_end.ics#1
          icalendar:calendars/issue_1081_with_summary.ics#1
          icalendar:calendars/issue_1549_binary_attachment.ics#1
          icalendar:calendars/issue_1561_image_value.ics#1,2,3,4
          icalendar:calendars/issue_322_expected_calendar.ics#1
          icalendar:calendars/issue_798_related_to.ics#1
          icalendar:calendars/issue_82_expected_output.ics#1
          icalendar:calendars/multiple_calendar_components.ics#1
          icalendar:calendars/pr_480_summary_with_colon.ics#1
          icalendar:calendars/rfc_5545_RDATE_example.ics#1,2,3,4,5,6
          icalendar:calendars/rfc_6868.ics#1
          icalendar:calendars/rfc_7256_multi_value_parameters.ics#1,2
          icalendar:calendars/rfc_7986_conferences.ics#1
          icalendar:calendars/rfc_7986_image.ics#1,4
          icalendar:calendars/rfc_9253_gap.ics#1,2
          icalendar:calendars/rfc_9253_related_to.ics#1
          icalendar:calendars/small_bad_calendar.ics#1
          icalendar:events/event_with_escaped_character1.ics#1
          icalendar:events/event_with_escaped_character2.ics#1
          icalendar:events/event_with_escaped_character3.ics#1
          icalendar:events/event_with_escaped_character4.ics#1
          icalendar:events/event_with_escaped_characters.ics#1
          icalendar:events/event_with_rsvp.ics#1
          icalendar:events/event_with_unicode_organizer.ics#1
          icalendar:events/issue_100_transformed_doctests_into_unittests.ics#1
          icalendar:events/issue_355_url_escaping_empty_param.ics#1
          icalendar:events/issue_64_event_with_ascii_summary.ics#1
          icalendar:events/issue_64_event_with_non_ascii_summary.ics#1
          icalendar:events/issue_82_expected_output.ics#1
          icalendar:events/rfc_7265_request_status.ics#1
          icalendar:events/rfc_9074_example_proximity.ics#1
          libical:src/Net-ICal-Libical/test-data/rfc2446.ics#3,7,12,13,15,16,18,19,29,42,52,54
          libical:src/test/outgoing.ics#1,2,3,4,5,6,7,9,10,12,13,15,16,18
          libical:test-data/0.ics#1
          libical:test-data/1.ics#1
          libical:test-data/2446.ics#3,7,12,13,15,16,18,19,29,42,52,54
          libical:test-data/incoming.ics#5,6,8,9,10,11
          libical:test-data/large.ics#14,18,23,24,26,27,29,30,40,53
          libical:test-data/process-calendar.ics#2
          libical:test-data/process-incoming.ics#2
          libical:test-data/restriction.ics#3
        not edited: has no UID
          icalendar:alarms/example.ics#1
          icalendar:alarms/rfc_5545_absolute_alarm_example.ics#1
          icalendar:alarms/rfc_5545_end.ics#1
          icalendar:alarms/start_date.ics#1
          icalendar:calendars/empty_RDATE.ics#1
          icalendar:calendars/issue_104_broken_calendar.ics#1
          icalendar:calendars/issue_156_RDATE_with_PERIOD_TZID_khal.ics#1
          icalendar:calendars/issue_165_missing_event.ics#1
          icalendar:calendars/issue_178_component_with_invalid_name_represented.ics#1
          icalendar:calendars/issue_178_custom_component_contains_other.ics#1
          icalendar:calendars/issue_237_fail_to_parse_timezone_with_non_ascii_tzid.ics#1
          icalendar:calendars/issue_722_missing_VTIMEZONE_custom.ics#1
          icalendar:events/event_with_recurrence.ics#1
          icalendar:events/event_with_recurrence_exdates_on_different_lines.ics#1
          icalendar:events/issue_104_mark_events_broken.ics#1
          icalendar:events/issue_157_removes_trailing_semicolon.ics#1
          icalendar:events/rfc_7265_example_4.ics#1
          libical:src/Net-ICal-Libical/test-data/rfc2445.ics#11
          libical:src/Net-ICal-Libical/test-data/rfc2446.ics#22
          libical:src/test/2445.ics#11
          libical:test-data/2445.ics#11
          libical:test-data/2446.ics#22
          libical:test-data/5.ics#1
          libical:test-data/8.ics#1
          libical:test-data/crash.ics#1
          libical:test-data/issue339.ics#1
          libical:test-data/large.ics#11,33
          libical:test-data/smallcluster.ics#1
          recurring:issue_107_omitting_last_event.ics#1
          recurring:issue_113_period_rdate_duration.ics#1
          recurring:issue_117_until_before_dtstart.ics#1
          recurring:issue_128_only_first_event.ics#1
          recurring:rdate2.ics#1
          recurring:rdate_hackerpublicradio.ics#1
        not edited: holds the same instance twice
          icalendar-7.3.0/docs/tutorials/example.ics#1
          icalendar:calendars/created_calendar_with_unicode_fields.ics#2
          icalendar:calendars/issue_348_exception_parsing_value.ics#1
          icalendar:calendars/issue_722_missing_timezones.ics#1
          icalendar:calendars/issue_798_freebusy.ics#1
          icalendar:calendars/parsing_error.ics#1
          libical:src/Net-ICal-Libical/test-data/rfc2445.ics#1
          libical:src/test/2445.ics#1
          libical:test-data/2445.ics#1
          libical:test-data/large.ics#1
          libical:test-data/overlaps.ics#1
          libical:test-data/recur-errors.ics#1
          libical:test-data/spanlist.ics#1
          recurring:alarm_absolute_edited.ics#1
          recurring:duration.ics#1
          recurring:issue_132_swapped_start_and_end.ics#1
          recurring:issue_148_edge_case_1.ics#1
          recurring:issue_148_edge_case_2.ics#1
          recurring:issue_148_exdate_and_rdate_updated.ics#1
          recurring:issue_148_ignored_exdate.ics#1
          recurring:issue_15_duplicated_events.ics#1
          recurring:issue_163_deleted_modification.ics#1
          recurring:issue_164_duplicated_event.ics#1
          recurring:rdate.ics#1
        has an END that does not close VTODO, in line 6
          recurring:issue_201_test_matrix.ics#2,4,6,8,10,12,14,16,18,20,22,24,26,28,30
        not edited: DTEND cannot be read
          libical:src/Net-ICal-Libical/test-data/rfc2446.ics#6
          libical:test-data/calendar.ics#3
          libical:test-data/incoming.ics#1
          libical:test-data/large.ics#17
          libical:test-data/process-calendar.ics#1
          libical:test-data/process-incoming.ics#1
        not edited: a date of RDATE cannot be read
          icalendar:calendars/multiple_timezones.ics#1,2,3
          icalendar:events/issue_464_invalid_rdate.ics#1
        has an END that does not close STANDAR@, in line 15
          libical:test-data/issue252.ics#1,2,3
        has an END that does not close VTIMEZONE, in line 11
          libical:test-data/zday.ics#1,2,3
        not edited: an override has no DTSTART that can be read
          libical:src/Net-ICal-Libical/test-data/rfc2446.ics#28
          libical:test-data/2446.ics#28
          libical:test-data/large.ics#39
        has an END that does not close VTODO, in line 121
          libical:test-data/issue253.ics#1
        has an END that does not close Vb, in line 14
          libical:test-data/issue251.ics#1
        not edited: DURATION cannot be read
          icalendar:calendars/invalid_duration.ics#1
        not edited: a recurrence rule cannot be read: UNTL is not a part of a rule
          recurring:bad_rrule_missing_until_event.ics#1
        not edited: a recurrence rule cannot be read: “INVALID_TYPE_CAUSES_ERROR” is not a frequency
          icalendar:calendars/issue_1081_invalid_rrule_freq.ics#1
        not edited: holds a NUL character
          libical:test-data/crash.ics#3
        not edited: line 211 has no name and value
          recurring:issue_61_time_zone_error.ics#1
        not edited: line 4 has no name and value
          icalendar:calendars/issue_351_whitespace_in_property_and_params.ics#1
        not edited: line 53 has no name and value
          icalendar:calendars/timezone_rdate.ics#1
        not edited: line 6 has no name and value
          icalendar:calendars/issue_168_input.ics#1
        not edited: line 9 has no name and value
          libical:test-data/crash.ics#2
        not edited: says twice which event it is
          libical:test-data/restriction.ics#2
        """#)
}
