// SPDX-License-Identifier: Apache-2.0

extension Refused {
    /// Whole files: most hold several UIDs, or no calendar around their event.
    static let files = table(
        #"""
        does not begin with BEGIN:VCALENDAR
          icalendar:alarms/example.ics
          icalendar:alarms/rfc_5545_absolute_alarm_example.ics
          icalendar:alarms/rfc_5545_end.ics
          icalendar:alarms/start_date.ics
          icalendar:availabilities/rfc_7953_1.ics
          icalendar:availabilities/rfc_7953_2.ics
          icalendar:calendars/fuzz_testcase_0_char_in_component_name.ics
          icalendar:calendars/fuzz_testcase_invalid_month.ics
          icalendar:calendars/fuzz_testcase_vtimezone_lone_cr.ics
          icalendar:calendars/issue_178_component_with_invalid_name_represented.ics
          icalendar:calendars/issue_178_custom_component_contains_other.ics
          icalendar:calendars/issue_82_expected_output.ics
          icalendar:events/event_with_escaped_character1.ics
          icalendar:events/event_with_escaped_character2.ics
          icalendar:events/event_with_escaped_character3.ics
          icalendar:events/event_with_escaped_character4.ics
          icalendar:events/event_with_escaped_characters.ics
          icalendar:events/event_with_recurrence.ics
          icalendar:events/event_with_recurrence_exdates_on_different_lines.ics
          icalendar:events/event_with_rsvp.ics
          icalendar:events/event_with_unicode_fields.ics
          icalendar:events/event_with_unicode_organizer.ics
          icalendar:events/issue_100_transformed_doctests_into_unittests.ics
          icalendar:events/issue_101_icalendar_chokes_on_umlauts_in_organizer.ics
          icalendar:events/issue_104_mark_events_broken.ics
          icalendar:events/issue_112_missing_tzinfo_on_exdate.ics
          icalendar:events/issue_156_RDATE_with_PERIOD.ics
          icalendar:events/issue_156_RDATE_with_PERIOD_list.ics
          icalendar:events/issue_157_removes_trailing_semicolon.ics
          icalendar:events/issue_184_broken_representation_of_period.ics
          icalendar:events/issue_355_url_escaping.ics
          icalendar:events/issue_355_url_escaping_2.ics
          icalendar:events/issue_355_url_escaping_empty_param.ics
          icalendar:events/issue_464_invalid_rdate.ics
          icalendar:events/issue_53_description_parsed_properly.ics
          icalendar:events/issue_64_event_with_ascii_summary.ics
          icalendar:events/issue_64_event_with_non_ascii_summary.ics
          icalendar:events/issue_70_rrule_causes_attribute_error.ics
          icalendar:events/issue_82_expected_output.ics
          icalendar:events/rfc_7265_example_4.ics
          icalendar:events/rfc_7265_request_status.ics
          icalendar:events/rfc_9074_example_1.ics
          icalendar:events/rfc_9074_example_2.ics
          icalendar:events/rfc_9074_example_3.ics
          icalendar:events/rfc_9074_example_4.ics
          icalendar:events/rfc_9074_example_proximity.ics
          icalendar:freebusy/example.ics
          icalendar:journals/example.ics
          icalendar:timezones/issue_237_brazilia_standard.ics
          icalendar:timezones/issue_53_tzid_parsed_properly.ics
          icalendar:timezones/issue_55_parse_error_on_utc_offset_with_seconds.ics
          icalendar:timezones/pacific_fiji.ics
          icalendar:todos/example.ics
          libical:test-data/8.ics
          libical:test-data/caltime.ics
          libical:test-data/get_char_test.ics
          libical:test-data/issue250.ics
          libical:test-data/issue253.ics
          libical:test-data/issue339.ics
          libical:test-data/overlaps.ics
          libical:test-data/recur-errors.ics
          libical:test-data/spanlist.ics
        not edited: holds several UIDs
          icalendar:calendars/example.ics
          icalendar:calendars/issue_1050_multiple_calendars.ics
          icalendar:calendars/issue_1050_uid_in_description.ics
          icalendar:calendars/issue_1561_image_value.ics
          icalendar:calendars/issue_313_globally_unique_tzid.ics
          icalendar:calendars/issue_526_calendar_with_different_events.ics
          icalendar:calendars/issue_526_calendar_with_events.ics
          icalendar:calendars/issue_526_calendar_with_shuffeled_events.ics
          icalendar:calendars/issue_722_timezone_transition_ambiguity.ics
          icalendar:calendars/multiple_calendar_components.ics
          icalendar:calendars/multiple_timezones.ics
          icalendar:calendars/rfc_5545_RDATE_example.ics
          icalendar:calendars/rfc_7256_multi_value_parameters.ics
          icalendar:calendars/rfc_7529.ics
          icalendar:calendars/rfc_7953_3.ics
          icalendar:calendars/rfc_9253_examples.ics
          icalendar:calendars/rfc_9253_gap.ics
          libical:test-data/calendar.ics
          libical:test-data/process-calendar.ics
          libical:test-data/process-incoming.ics
          recurring_ical_events-3.8.2/benchmark/issue42.ics
          recurring:Germany.ics
          recurring:Germany_Holidays.ics
          recurring:after_many_events_in_order.ics
          recurring:daylight_saving_time.ics
          recurring:discourse_no_dtend.ics
          recurring:fablab_cottbus.ics
          recurring:issue_173_only_modifications_error.ics
          recurring:issue_223_one_event_with_sequence.ics
          recurring:issue_28_rrule_with_UTC_endinginZ.ics
          recurring:issue_36_recurrence_ID_format.ics
          recurring:issue_48_dst.ics
          recurring:issue_62_moved_event_2.ics
          recurring:machbar_16_feb_2019.ics
          recurring:recurring_events_changed_duration.ics
          recurring:recurring_events_moved.ics
          recurring:several_events_at_the_same_time.ics
          recurring:x_wr_timezone_simple_events_issue_59.ics
        not edited: holds the same instance twice
          icalendar-7.3.0/docs/tutorials/example.ics
          icalendar:calendars/created_calendar_with_unicode_fields.ics
          icalendar:calendars/issue_348_exception_parsing_value.ics
          icalendar:calendars/issue_722_missing_timezones.ics
          icalendar:calendars/issue_798_freebusy.ics
          icalendar:calendars/parsing_error.ics
          libical:src/Net-ICal-Libical/test-data/rfc2446.ics
          libical:src/test/outgoing.ics
          libical:test-data/2446.ics
          libical:test-data/classify.ics
          libical:test-data/incoming.ics
          recurring:alarm_absolute_edited.ics
          recurring:duration.ics
          recurring:issue_132_swapped_start_and_end.ics
          recurring:issue_148_edge_case_1.ics
          recurring:issue_148_edge_case_2.ics
          recurring:issue_148_exdate_and_rdate_updated.ics
          recurring:issue_148_ignored_exdate.ics
          recurring:issue_15_duplicated_events.ics
          recurring:issue_163_deleted_modification.ics
          recurring:issue_164_duplicated_event.ics
          recurring:rdate.ics
        not edited: has no UID
          icalendar:calendars/empty_RDATE.ics
          icalendar:calendars/issue_104_broken_calendar.ics
          icalendar:calendars/issue_156_RDATE_with_PERIOD_TZID_khal.ics
          icalendar:calendars/issue_165_missing_event.ics
          icalendar:calendars/issue_237_fail_to_parse_timezone_with_non_ascii_tzid.ics
          icalendar:calendars/issue_722_missing_VTIMEZONE_custom.ics
          libical:test-data/5.ics
          libical:test-data/smallcluster.ics
          recurring:issue_107_omitting_last_event.ics
          recurring:issue_113_period_rdate_duration.ics
          recurring:issue_117_until_before_dtstart.ics
          recurring:issue_128_only_first_event.ics
          recurring:rdate2.ics
          recurring:rdate_hackerpublicradio.ics
        holds no event, to-do or journal entry
          icalendar:calendars/bom_calendar.ics
          icalendar:calendars/calendar_with_unicode.ics
          icalendar:calendars/empty.ics
          icalendar:calendars/issue_1050_empty_calendar.ics
          icalendar:calendars/issue_1050_timezone_only_calendar.ics
          icalendar:calendars/issue_1238.ics
          icalendar:calendars/parsing_error_in_UTC_offset.ics
          icalendar:calendars/rfc_7265_example_1.ics
          icalendar:calendars/rfc_7986_properties.ics
          icalendar:calendars/time.ics
          libical:test-data/1-1.ics
          libical:test-data/stresstest.ics
          recurring:no_events.ics
        has no DTSTART that can be read
          icalendar:calendars/broken_dtstart.ics
          icalendar:calendars/issue_1081_invalid_start_and_end.ics
          icalendar:calendars/issue_1081_invalid_start_valid_end.ics
          icalendar:calendars/issue_1081_with_summary.ics
          icalendar:calendars/issue_1549_binary_attachment.ics
          icalendar:calendars/issue_322_expected_calendar.ics
          icalendar:calendars/issue_798_related_to.ics
          icalendar:calendars/rfc_6868.ics
          icalendar:calendars/rfc_7986_conferences.ics
          icalendar:calendars/rfc_9253_related_to.ics
          libical:test-data/0.ics
          libical:test-data/1.ics
        has a component after END:VCALENDAR
          libical:src/Net-ICal-Libical/test-data/rfc2445.ics
          libical:src/test/2445.ics
          libical:test-data/2445.ics
          libical:test-data/large.ics
        not edited: holds components of several kinds
          icalendar:calendars/issue_1050_all_components.ics
          icalendar:calendars/issue_1050_calendar_with_events_and_todos.ics
          icalendar:calendars/rfc_7986_image.ics
          recurring:alarm_removed_and_moved.ics
        ends before END:VCALENDAR
          icalendar:calendars/big_bad_calendar.ics
          icalendar:calendars/pr_480_summary_with_colon.ics
          icalendar:calendars/small_bad_calendar.ics
        has an END that does not close STANDAR@, in line 15
          libical:test-data/issue252.ics
        has an END that does not close VCALENDAR, in line 18
          libical:test-data/malloc.ics
        has an END that does not close VCALENDAR, in line 23
          icalendar:calendars/timezone_same_start_and_offset.ics
        has an END that does not close VTIMEZONE, in line 11
          libical:test-data/zday.ics
        has an END that does not close VTIMEZONE, in line 177
          libical:test-data/crash.ics
        has an END that does not close VTODO, in line 11
          recurring:issue_201_test_matrix.ics
        has an END that does not close Vb, in line 14
          libical:test-data/issue251.ics
        is empty
          libical:src/test/2446.ics
        not edited: DURATION cannot be read
          icalendar:calendars/invalid_duration.ics
        not edited: a recurrence rule cannot be read: UNTL is not a part of a rule
          recurring:bad_rrule_missing_until_event.ics
        not edited: a recurrence rule cannot be read: “INVALID_TYPE_CAUSES_ERROR” is not a frequency
          icalendar:calendars/issue_1081_invalid_rrule_freq.ics
        not edited: has text after END:VCALENDAR
          icalendar:calendars/issue_350.ics
        not edited: line 211 has no name and value
          recurring:issue_61_time_zone_error.ics
        not edited: line 4 has no name and value
          icalendar:calendars/issue_351_whitespace_in_property_and_params.ics
        not edited: line 53 has no name and value
          icalendar:calendars/timezone_rdate.ics
        not edited: line 6 has no name and value
          icalendar:calendars/issue_168_input.ics
        not edited: says twice which event it is
          libical:test-data/restriction.ics
        """#)
}
