/* SPDX-License-Identifier: Apache-2.0
 *
 * floor DATABASE: prints how many calendar objects there are.
 * floor DATABASE HOME USER:PASSWORD: does the same after one poll of the home set. Nothing that keeps calendars in step
 * through libcurl and SQLite can cost less than this.
 */
#include <curl/curl.h>
#include <sqlite3.h>
#include <stdio.h>

static const char poll_body[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><propfind xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" "
    "xmlns:CS=\"http://calendarserver.org/ns/\"><prop><resourcetype/><displayname/><sync-token/><CS:getctag/>"
    "<current-user-principal/><current-user-privilege-set/><supported-report-set/>"
    "<C:supported-calendar-component-set/></prop></propfind>";

static size_t discard(char *data, size_t size, size_t count, void *total) {
    (void)data;
    *(size_t *)total += size * count;
    return size * count;
}

static int poll_home(const char *url, const char *credentials) {
    size_t total = 0;
    long status = 0;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return -1;
    CURL *easy = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Depth: 1");
    headers = curl_slist_append(headers, "Content-Type: application/xml; charset=utf-8");
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PROPFIND");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, poll_body);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_USERPWD, credentials);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &total);
    CURLcode result = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (result != CURLE_OK) fprintf(stderr, "floor: %s\n", curl_easy_strerror(result));
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
    curl_global_cleanup();
    return status == 207 && total > 0 ? 0 : -1;
}

static int print_objects(const char *path) {
    sqlite3 *database;
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_prepare_v2(database, "SELECT count(*) FROM objects WHERE local_body IS NOT NULL", -1, &statement, NULL);
    if (result == SQLITE_OK) result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        printf("%lld\n", (long long)sqlite3_column_int64(statement, 0));
    else
        fprintf(stderr, "floor: %s: %s\n", path, sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return result == SQLITE_ROW ? 0 : -1;
}

int main(int argc, char **argv) {
    if (argc != 2 && argc != 4) return 2;
    if (argc == 4 && poll_home(argv[2], argv[3]) != 0) return 1;
    return print_objects(argv[1]) == 0 ? 0 : 1;
}
