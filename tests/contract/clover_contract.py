def faults_of(request, query): return []
